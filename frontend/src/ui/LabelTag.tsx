/** A label as it is seen everywhere: its name, on its tint, within its line. */
import type { ReactElement } from "react";
import css from "./LabelTag.module.css";

export function LabelTag({ name, color }: { name: string; color: number }): ReactElement {
  return (
    <span
      className={css.tag}
      style={{
        borderColor: `var(--label-${color}-line)`,
        background: `var(--label-${color}-tint)`,
        color: `var(--label-${color}-line)`,
      }}
    >
      {name}
    </span>
  );
}
