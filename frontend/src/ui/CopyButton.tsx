/** Copies a text; works without https too, where the clipboard interface is absent. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { Icon } from "./Icon";

async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed here; the older way below may be.
    }
  }
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

export function CopyButton({ text, what = "Copy" }: { text: string; what?: string }): ReactElement {
  const [said, setSaid] = useState<string>();
  const act = async () => {
    setSaid((await copy(text)) ? "Copied" : "Select and copy by hand");
    window.setTimeout(() => setSaid(undefined), 2000);
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Icon name={said === "Copied" ? "check" : "copy"} size={14} />}
      onClick={() => void act()}
    >
      <span aria-live="polite">{said ?? what}</span>
    </Button>
  );
}
