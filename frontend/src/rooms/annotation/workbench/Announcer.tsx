/** Says each step to screen readers, and shows what an act did, with an undo where it touched many places. */
import { useSyncExternalStore, type ReactElement } from "react";
import type { CanvasStore } from "@/canvas/store";
import { keepFocus } from "./LabelBar";
import css from "./Workbench.module.css";

export function Announcer({ store }: { store: CanvasStore }): ReactElement {
  const { text, kind } = useSyncExternalStore(store.subscribe, () => store.message);
  return (
    <div className={css.said} data-shown={kind !== "heard" || undefined}>
      <span aria-live="polite">{text}</span>
      {kind === "undoable" && (
        <button type="button" onMouseDown={keepFocus} onClick={() => store.undo()}>
          Undo
        </button>
      )}
    </div>
  );
}
