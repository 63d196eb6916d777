/** What each tag gives to the one after it: a heat map of learned scores, forbidden steps left empty. */
import type { ReactElement } from "react";
import type { Why } from "../../../api/types";
import { Panel } from "../../../ui/Page";
import css from "./WhyTab.module.css";

interface TransitionTableProps {
  tags: string[];
  table: Why["transitions"];
}

export function TransitionTable({ tags, table }: TransitionTableProps): ReactElement {
  const rows: [string, (number | null)[], number | null | undefined][] = [
    ["start", table.start, undefined],
    ...tags.map((tag, i): [string, (number | null)[], number | null] => [
      tag,
      table.matrix[i]!,
      table.end[i]!,
    ]),
  ];
  const largest = Math.max(
    1e-9,
    ...rows.flatMap(([, row, end]) => [...row, end ?? 0].map((value) => Math.abs(value ?? 0))),
  );
  return (
    <Panel title="Transitions" lead={table.message}>
      {/* A box that can scroll must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div style={{ overflow: "auto" }} role="region" aria-label="Transitions" tabIndex={0}>
        <table className={css.table}>
          <caption className="visually-hidden">
            Rows: a tag. Columns: the tag after it. × stands for a forbidden step.
          </caption>
          <thead>
            <tr>
              <th scope="col">from ↓ to →</th>
              {[...tags, "end"].map((tag) => (
                <th key={tag} scope="col">
                  {tag}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([tag, row, end]) => (
              <tr key={tag}>
                <th scope="row">{tag}</th>
                {[...row, end].map((value, at) => (
                  <Step key={at} value={value} largest={largest} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** Undefined: there is no such step, from the start to the end. */
function Step({
  value,
  largest,
}: {
  value: number | null | undefined;
  largest: number;
}): ReactElement {
  if (value === undefined) return <td />;
  if (value === null)
    return (
      <td className={css.never} title="forbidden">
        ×
      </td>
    );
  const color = value >= 0 ? "var(--series-1)" : "var(--series-2)";
  const share = Math.round((45 * Math.abs(value)) / largest);
  return (
    <td style={{ background: `color-mix(in srgb, ${color} ${share}%, transparent)` }}>
      {value
        .toFixed(2)
        .replace(/^-0\.00$/, "0.00")
        .replace("-", "−")}
    </td>
  );
}
