/** Ask before something that cannot be undone. */
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement, type ReactNode } from "react";
import { sentence } from "../lib/http";
import { Notice } from "./Notice";

interface ConfirmProps {
  title: string;
  children: ReactNode;
  verb: string;
  act: () => Promise<unknown>;
  trigger: (open: () => void) => ReactNode;
}

/** `act` runs on the second click; its refusal is shown in the dialog. */
export function Confirm({ title, children, verb, act, trigger }: ConfirmProps): ReactElement {
  const [open, setOpen] = useState(false);
  const run = useMutation({ mutationFn: act, onSuccess: () => setOpen(false) });
  const show = () => {
    run.reset();
    setOpen(true);
  };
  return (
    <>
      {trigger(show)}
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={title}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack gap="md">
          <div>{children}</div>
          {run.error && <Notice tone="bad">{sentence(run.error)}</Notice>}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpen(false)} data-autofocus>
              Keep
            </Button>
            <Button color="red" loading={run.isPending} onClick={() => run.mutate()}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
