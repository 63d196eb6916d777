/** Labelled text leaves as a file: choose a format, the browser saves it as it streams. */
import { Button, Group, Modal, Select, Stack } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { address } from "../../../lib/http";
import { Icon } from "../../../ui/Icon";
import { useFormats } from "../../../lib/uploads";

const schemes = ["IOB2", "IOB1", "IOE2", "IOBES"];
const spellsTags = new Set(["conll", "two_files", "gmb_csv"]);
const states = [
  { value: "", label: "All documents" },
  { value: "done", label: "Done only" },
  { value: "new", label: "To label only" },
];

export function ExportButton({ project }: { project: number }): ReactElement {
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState("conll");
  const [scheme, setScheme] = useState("IOB2");
  const [state, setState] = useState("");
  const formats = useFormats().data?.filter(({ writes }) => writes) ?? [];
  const url = address(`/projects/${project}/export`, {
    format,
    scheme: spellsTags.has(format) ? scheme : "",
    state,
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="export" size={16} />}
        onClick={() => setOpen(true)}
      >
        Export
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title="Export"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack gap="md">
          <Select
            label="Format"
            data={formats.map(({ name, title }) => ({ value: name, label: title }))}
            value={format}
            onChange={(name) => setFormat(name ?? format)}
          />
          {spellsTags.has(format) && (
            <Select
              label="Tag scheme"
              description="How the borders of a span are spelled. IOB2 is the usual one."
              data={schemes}
              value={scheme}
              onChange={(name) => setScheme(name ?? scheme)}
            />
          )}
          <Select
            label="Which documents"
            data={states}
            value={state}
            onChange={(name) => setState(name ?? "")}
          />
          <Group justify="flex-end">
            <Button component="a" href={url} download onClick={() => setOpen(false)}>
              Download
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
