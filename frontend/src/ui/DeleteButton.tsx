/** The button that deletes what a page shows, after it has said what goes and what stays. */
import { Button } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { Confirm } from "./Confirm";

interface DeleteButtonProps {
  name: string;
  act: () => Promise<unknown>;
  children: ReactNode;
}

export function DeleteButton({ name, act, children }: DeleteButtonProps): ReactElement {
  return (
    <Confirm
      title={`Delete “${name}”?`}
      verb="Delete"
      act={act}
      trigger={(open) => (
        <Button variant="default" onClick={open}>
          Delete
        </Button>
      )}
    >
      {children}
    </Confirm>
  );
}
