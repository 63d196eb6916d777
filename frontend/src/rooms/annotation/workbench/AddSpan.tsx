/** Make a span by typing its words: the first place that carries no label yet gets it. */
import { useState, type FormEvent, type ReactElement } from "react";
import type { KeyedLabel } from "@/canvas/labels";
import { phrase } from "@/canvas/runs";
import { touching } from "@/canvas/spans";
import type { CanvasStore } from "@/canvas/store";
import css from "./Workbench.module.css";

interface AddSpanProps {
  store: CanvasStore;
  labels: readonly KeyedLabel[];
}

export function AddSpan({ store, labels }: AddSpanProps): ReactElement | null {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [said, setSaid] = useState("");
  const label = chosen ?? labels[0]?.name;
  if (label === undefined) return null;
  const add = (event: FormEvent) => {
    event.preventDefault();
    const places = phrase(store.sheet, typed);
    const free = places.find((range) => touching(store.spans, range).length === 0);
    if (free === undefined) {
      setSaid(
        places.length === 0
          ? `“${typed.trim()}” are not whole words of this text.`
          : "Every such place has a label.",
      );
      return;
    }
    store.labelRange(free, label);
    setSaid("");
    setTyped("");
  };
  return (
    <form className={css.add} onSubmit={add}>
      <input
        className={css.input}
        aria-label="Words to label"
        placeholder="Words of the text"
        value={typed}
        required
        onChange={(event) => setTyped(event.target.value)}
      />
      <select
        className={css.select}
        aria-label="Label for these words"
        value={label}
        onChange={(event) => setChosen(event.target.value)}
      >
        {labels.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <button type="submit" className={css.plain}>
        Add
      </button>
      <p className={css.problem} role="status">
        {said}
      </p>
    </form>
  );
}
