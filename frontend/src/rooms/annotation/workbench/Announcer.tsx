/** Says each step to screen readers, and shows for a while what an act did, with an undo where it touched many places. */
import { useEffect, useState, useSyncExternalStore, type ReactElement } from "react";
import type { Message } from "@/canvas/sayings";
import type { CanvasStore } from "@/canvas/store";
import { keepFocus } from "./LabelBar";
import css from "./Workbench.module.css";

const SHOWN_MILLISECONDS = 8_000;

export function Announcer({ store }: { store: CanvasStore }): ReactElement {
  const message = useSyncExternalStore(store.subscribe, () => store.message);
  const [past, setPast] = useState<Message>();
  useEffect(() => {
    const timer = setTimeout(() => setPast(message), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [message]);
  const shown = message.kind !== "heard" && message !== past;
  return (
    <div className={css.said} data-shown={shown || undefined}>
      <span aria-live="polite">{message.text}</span>
      {shown && message.kind === "undoable" && (
        <button type="button" onMouseDown={keepFocus} onClick={() => store.undo()}>
          Undo
        </button>
      )}
    </div>
  );
}
