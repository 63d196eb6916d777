/** Precision, recall and F1 of each label, most frequent first. */
import type { ReactElement } from "react";
import type { Score } from "../../../api/types";
import { count, percent, score } from "../../../lib/format";
import type { ColorOf } from "../../../lib/project";
import { LabelTag } from "../../../ui/LabelTag";
import { TableBox } from "../../../ui/TableBox";

interface LabelScoresProps {
  labels: Record<string, Partial<Score>>;
  /** All labels together. */
  micro: Partial<Score>;
  colorOf: ColorOf;
}

export function LabelScores({ labels, micro, colorOf }: LabelScoresProps): ReactElement {
  const rows = Object.entries(labels).sort(([, a], [, b]) => (b.support ?? 0) - (a.support ?? 0));
  return (
    <TableBox label="Scores by label">
      <ScoreHead />
      <tbody>
        {rows.map(([name, of]) => (
          <ScoreRow key={name} head={<LabelTag name={name} color={colorOf(name)} />} of={of} />
        ))}
      </tbody>
      <tfoot>
        <ScoreRow head="All entities" of={micro} />
      </tfoot>
    </TableBox>
  );
}

const ScoreHead = (): ReactElement => (
  <thead>
    <tr>
      <th>Label</th>
      <th data-end>F1</th>
      <th data-end>Precision</th>
      <th data-end>Recall</th>
      <th data-end>In the text</th>
    </tr>
  </thead>
);

interface ScoreRowProps {
  head: ReactElement | string;
  of: Partial<Score>;
}

const ScoreRow = ({ head, of }: ScoreRowProps): ReactElement => (
  <tr>
    <th scope="row">{head}</th>
    <td data-end title={percent(of.f1, 2)}>
      <b>{score(of.f1)}</b>
    </td>
    <td data-end>{score(of.precision)}</td>
    <td data-end>{score(of.recall)}</td>
    <td data-end>{count(of.support)}</td>
  </tr>
);
