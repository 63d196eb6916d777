/** The columns of a table of scores. */
import type { ReactElement } from "react";
import type { Score } from "../api/types";
import { count, percent, score } from "../lib/format";
import { range } from "../lib/report";

interface Columns {
  /** How many were found. */
  found?: boolean;
  /** The interval of the F1. */
  certain?: boolean;
}

export function ScoreHead({ first, found, certain }: Columns & { first: string }): ReactElement {
  return (
    <thead>
      <tr>
        <th>{first}</th>
        <th data-end>F1</th>
        {certain && <th data-end>95 % interval</th>}
        <th data-end>Precision</th>
        <th data-end>Recall</th>
        <th data-end>In the text</th>
        {found && <th data-end>Found</th>}
      </tr>
    </thead>
  );
}

export function ScoreCells({
  score: of,
  found,
  certain,
}: Columns & { score: Partial<Score> }): ReactElement {
  return (
    <>
      <td data-end title={percent(of.f1, 2)}>
        <b>{score(of.f1)}</b>
      </td>
      {certain && <td data-end>{range(of.interval?.f1) ?? "–"}</td>}
      <td data-end>{score(of.precision)}</td>
      <td data-end>{score(of.recall)}</td>
      <td data-end>{count(of.support)}</td>
      {found && <td data-end>{count(of.predicted)}</td>}
    </>
  );
}
