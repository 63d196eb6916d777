/** What labelled files said of this deployment, and the way to ask another. */
import type { ReactElement } from "react";
import type { Deployment } from "../../../api/types";
import { score } from "../../../lib/format";
import { paths } from "../../../lib/paths";
import { range } from "../../../lib/report";
import { Go, GoButton } from "../../../ui/Go";
import { Panel } from "../../../ui/Page";
import { StateBadge } from "../../../ui/StateBadge";
import { TableBox } from "../../../ui/TableBox";
import { When } from "../../../ui/When";
import { useEvaluations } from "../api/evaluations";

interface EvaluationsPanelProps {
  project: number;
  deployment: Deployment;
}

export function EvaluationsPanel({ project, deployment }: EvaluationsPanelProps): ReactElement {
  const found = useEvaluations(deployment.id).data?.results ?? [];
  return (
    <Panel
      title="Evaluate"
      lead="Upload a labelled file: the model's answers are compared with the truth, row by row."
      flush={found.length > 0}
      actions={
        <GoButton variant="default" to={paths.evaluate(project, deployment.id)}>
          Evaluate a file
        </GoButton>
      }
    >
      {found.length > 0 && (
        <TableBox label="Evaluations">
          <thead>
            <tr>
              <th>File</th>
              <th>State</th>
              <th>Model of</th>
              <th data-end>F1</th>
              <th data-end>95 % interval</th>
              <th>Asked</th>
            </tr>
          </thead>
          <tbody>
            {found.map((one) => (
              <tr key={one.id} data-link>
                <th scope="row">
                  <Go to={paths.evaluation(project, deployment.id, one.id)}>{one.file}</Go>
                </th>
                <td>
                  <StateBadge state={one.state} />
                </td>
                <td>
                  {one.model}
                  {one.precision === "int8" && " (int8)"}
                </td>
                <td data-end>{score(one.report?.entity.micro.f1)}</td>
                <td data-end>{range(one.report?.entity.micro.interval?.f1) ?? "–"}</td>
                <td>
                  <When at={one.queued_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
    </Panel>
  );
}
