/** The acts of the page as buttons, each with its key. */
import { useSyncExternalStore, type ReactElement } from "react";
import type { Command } from "@/canvas/keys";
import { at } from "@/canvas/spans";
import type { CanvasStore } from "@/canvas/store";
import { Icon } from "@/ui/Icon";
import { Key } from "./Key";
import { keepFocus } from "./LabelBar";
import css from "./Workbench.module.css";

interface ActBarProps {
  store: CanvasStore;
  onCommand: (command: Command) => void;
}

export function ActBar({ store, onCommand }: ActBarProps): ReactElement {
  const can = useSyncExternalStore(store.subscribe, () =>
    [store.canUndo, store.canRedo, at(store.spans, store.caret.token) !== undefined]
      .map(Number)
      .join(""),
  );
  const [undo, redo, remove] = [...can].map((each) => each === "1");
  return (
    <div className={css.acts} role="toolbar" aria-label="Acts">
      <Act title="Remove" keys="⌫" off={!remove} act={() => store.remove()} />
      <Act title="Undo" keys="Ctrl Z" off={!undo} act={() => store.undo()} />
      <Act title="Redo" keys="Ctrl ⇧ Z" wide off={!redo} act={() => store.redo()} />
      <span className={css.gap} />
      <Act title="Back" keys="⇧ ↵" act={() => onCommand({ do: "finish", way: -1 })} />
      <Act title="Skip" keys="X" act={() => onCommand({ do: "skip" })} />
      <button
        type="button"
        className={css.done}
        onMouseDown={keepFocus}
        onClick={() => onCommand({ do: "finish", way: 1 })}
      >
        <Icon name="check" size={16} />
        Done, next <Key name="↵" />
      </button>
    </div>
  );
}

interface ActProps {
  title: string;
  keys: string;
  off?: boolean;
  /** Only where there is room: a phone has its own way to do it. */
  wide?: boolean;
  act: () => void;
}

const Act = ({ title, keys, off = false, wide = false, act }: ActProps): ReactElement => (
  <button
    type="button"
    className={css.plain}
    data-wide={wide || undefined}
    disabled={off}
    onMouseDown={keepFocus}
    onClick={act}
  >
    {title} <Key name={keys} />
  </button>
);
