/** How much of an upload has been sent, as long as bytes travel; then that the server reads it. */
import { Button, Group } from "@mantine/core";
import type { ReactElement } from "react";
import { megabytes, percent } from "../../lib/format";
import { useSending } from "../../lib/sending";
import { Meter } from "../Meter";

export function Sending({ onCancel }: { onCancel?: () => void }): ReactElement | null {
  const sending = useSending();
  if (!sending) return null;
  const { sent, total, cancel } = sending;
  if (total > 0 && sent === total) return <p role="status">Reading the file…</p>;
  return (
    <div>
      <Meter value={sent} total={total} label="Upload" />
      <Group justify="space-between" mt={6}>
        <span>
          {total > 0
            ? `${megabytes(sent)} of ${megabytes(total)} sent, ${percent(sent / total, 0)}`
            : "Sending…"}
        </span>
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            cancel();
            onCancel?.();
          }}
        >
          Cancel
        </Button>
      </Group>
    </div>
  );
}
