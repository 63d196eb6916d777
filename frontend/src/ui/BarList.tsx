/** Horizontal bars, one per name; values are written beside them, so the bars are decoration. */
import type { ReactElement } from "react";
import { count } from "../lib/format";
import type { ColorOf } from "../lib/project";
import css from "./BarList.module.css";

export interface Bar {
  name: string;
  value: number;
  /** Written instead of the number. */
  text?: string;
}

interface BarListProps {
  title: string;
  rows: Bar[];
  colorOf?: ColorOf;
  /** The value of a full bar; the largest value when absent. */
  full?: number;
}

export function BarList({ title, rows, colorOf, full }: BarListProps): ReactElement {
  const largest = full ?? Math.max(1, ...rows.map((row) => row.value));
  return (
    <dl className={css.list} aria-label={title}>
      {rows.map((row) => (
        <div key={row.name} className={css.row}>
          <dt title={row.name}>{row.name}</dt>
          <dd className={css.value}>{row.text ?? count(row.value)}</dd>
          <dd className={css.bar} aria-hidden="true">
            <svg viewBox="0 0 100 10" preserveAspectRatio="none">
              <rect
                width={Math.max(row.value > 0 ? 0.6 : 0, (row.value / largest) * 100)}
                height="10"
                fill={colorOf ? `var(--label-${colorOf(row.name)}-line)` : "var(--accent)"}
              />
            </svg>
          </dd>
        </div>
      ))}
    </dl>
  );
}
