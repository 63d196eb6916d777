/** Precision, recall and F1 of each label, most frequent first. */
import type { ReactElement } from "react";
import type { Score } from "../../../api/types";
import type { ColorOf } from "../../../lib/project";
import { unitOf } from "../../../lib/report";
import { LabelTag } from "../../../ui/LabelTag";
import { ScoreCells, ScoreHead } from "../../../ui/Scores";
import { TableBox } from "../../../ui/TableBox";

interface LabelScoresProps {
  labels: Record<string, Partial<Score>>;
  /** All labels together. */
  micro: Partial<Score>;
  /** Whether tags are scored, and no entities. */
  tags: boolean;
  colorOf: ColorOf;
}

export function LabelScores({ labels, micro, tags, colorOf }: LabelScoresProps): ReactElement {
  const rows = Object.entries(labels).sort(([, a], [, b]) => (b.support ?? 0) - (a.support ?? 0));
  const certain = micro.interval !== undefined;
  return (
    <TableBox label="Scores by label">
      <ScoreHead first="Label" certain={certain} />
      <tbody>
        {rows.map(([name, of]) => (
          <tr key={name}>
            <th scope="row">
              <LabelTag name={name} color={colorOf(name)} />
            </th>
            <ScoreCells score={of} certain={certain} />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">All {unitOf(tags)[1]}</th>
          <ScoreCells score={micro} certain={certain} />
        </tr>
      </tfoot>
    </TableBox>
  );
}
