/** A row of numbers with their names. */
import type { ReactElement, ReactNode } from "react";
import css from "./Facts.module.css";

export interface Fact {
  name: string;
  value: ReactNode;
  note?: string;
}

export function Facts({ facts, large }: { facts: Fact[]; large?: boolean }): ReactElement {
  return (
    <dl className={css.facts} data-large={large || undefined}>
      {facts.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          {note && <dd className={css.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
