/** Every label with its key. A click labels what is marked, or holds the label for the next drag. */
import { useSyncExternalStore, type MouseEvent, type ReactElement } from "react";
import type { KeyedLabel } from "@/canvas/labels";
import type { CanvasStore } from "@/canvas/store";
import { Icon } from "@/ui/Icon";
import { Key } from "./Key";
import { useLook } from "./looks";
import css from "./Workbench.module.css";

interface LabelBarProps {
  store: CanvasStore;
  labels: readonly KeyedLabel[];
  onPick: () => void;
}

/** The text keeps the keys when the mouse uses a button. */
export const keepFocus = (event: MouseEvent): void => event.preventDefault();

export function LabelBar({ store, labels, onPick }: LabelBarProps): ReactElement {
  const armed = useSyncExternalStore(store.subscribe, () => store.armed);
  const look = useLook();
  return (
    <div className={css.labels} role="toolbar" aria-label="Labels">
      {labels.map(({ id, name, key }) => (
        <button
          key={id}
          type="button"
          className={css.label}
          {...look(name)}
          aria-pressed={armed === name}
          aria-keyshortcuts={key ?? undefined}
          onMouseDown={keepFocus}
          onClick={() => store.give(name)}
        >
          {key !== null && <Key name={key} />}
          {name}
          {armed === name && <Icon name="check" size={14} />}
        </button>
      ))}
      <button
        type="button"
        className={css.plain}
        onMouseDown={keepFocus}
        onClick={onPick}
        aria-keyshortcuts="l"
      >
        <Key name="l" />
        {labels.length === 0 ? "Make a label" : "Find or make"}
      </button>
    </div>
  );
}
