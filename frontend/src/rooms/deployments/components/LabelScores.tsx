/** Precision, recall and F1 of each label, most frequent first. */
import type { ReactElement } from "react";
import type { Report, Score } from "../../../api/types";
import { count, percent, score } from "../../../lib/format";
import { useColors } from "../../../lib/project";
import { LabelTag } from "../../../ui/LabelTag";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";

interface LabelScoresProps {
  project: number;
  entity: Report["entity"];
}

export function LabelScores({ project, entity }: LabelScoresProps): ReactElement {
  const colorOf = useColors(project);
  const rows = Object.entries(entity.labels).sort(
    ([, a], [, b]) => (b.support ?? 0) - (a.support ?? 0),
  );
  return (
    <Panel title="By label" flush>
      <TableBox label="Scores by label">
        <ScoreHead />
        <tbody>
          {rows.map(([name, of]) => (
            <ScoreRow key={name} head={<LabelTag name={name} color={colorOf(name)} />} of={of} />
          ))}
        </tbody>
        <tfoot>
          <ScoreRow head="All entities" of={entity.micro} />
        </tfoot>
      </TableBox>
    </Panel>
  );
}

export const ScoreHead = (): ReactElement => (
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

export const ScoreRow = ({ head, of }: ScoreRowProps): ReactElement => (
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
