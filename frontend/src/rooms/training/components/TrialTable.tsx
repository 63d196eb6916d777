/** The runs of a study, each with what set it apart. */
import type { ReactElement } from "react";
import type { JsonSchema, StudyWithTrials, Trial } from "../../../api/types";
import { plain, score } from "../../../lib/format";
import { paths } from "../../../lib/paths";
import { named, titleAt } from "../../../lib/schema";
import { EmptyState } from "../../../ui/EmptyState";
import { Go } from "../../../ui/Go";
import { Panel } from "../../../ui/Page";
import { StateBadge } from "../../../ui/StateBadge";
import { TableBox } from "../../../ui/TableBox";
import { useRecipeSchema } from "../api/runs";

/** "algorithm.encoder.units" → "Encoder › LSTM units", "algorithm.words.kind" → "Word embedding" */
export function nameOf(path: string, root: JsonSchema): string {
  const names = named(path.replace(/\.kind$/, "").split("."), root);
  return names.slice(names.length > 1 ? 1 : 0).join(" › ");
}

/** A value as the form names it. */
export const valueOf = (path: string, value: unknown, root: JsonSchema): string =>
  titleAt(path.split("."), value, root) ?? plain(value);

interface TrialTableProps {
  project: number;
  study: StudyWithTrials;
}

export function TrialTable({ project, study }: TrialTableProps): ReactElement {
  const { data: root = {} } = useRecipeSchema();
  const searched = [...new Set(study.trials.flatMap(({ params }) => Object.keys(params)))];
  if (!study.trials.length)
    return (
      <EmptyState icon="runs" title="No run has begun yet">
        The first one begins in a moment.
      </EmptyState>
    );
  return (
    <Panel title="Runs" flush>
      <TableBox label="Runs of the study">
        <thead>
          <tr>
            <th>Run</th>
            <th>State</th>
            <th data-end>F1 on dev</th>
            <th data-end>{study.plan.kind === "folds" ? "F1 on its fold" : "F1 on test"}</th>
            <th data-end>Epochs</th>
            {searched.map((path) => (
              <th key={path} data-end>
                {nameOf(path, root)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {study.trials.map((trial) => (
            <tr key={trial.run} data-link>
              <th scope="row" style={{ whiteSpace: "nowrap" }}>
                <Go to={paths.run(project, trial.run)}>{shortName(trial, study)}</Go>
                {trial.run === study.result?.best?.run && " (best)"}
              </th>
              <td>
                <StateBadge state={trial.state} {...titleOf(trial)} />
              </td>
              <td data-end>{score(trial.dev_f1)}</td>
              <td data-end>{score(trial.headline?.f1)}</td>
              <td data-end>{trial.heights.length || "–"}</td>
              {searched.map((path) => (
                <td key={path} data-end>
                  {valueOf(path, trial.params[path], root)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}

/** The part of the name that is not the study's own. */
const shortName = (trial: Trial, study: StudyWithTrials) =>
  trial.name.startsWith(`${study.name} · `) ? trial.name.slice(study.name.length + 3) : trial.name;

const titleOf = ({ pruned_at }: Trial) =>
  pruned_at === null ? {} : { title: `given up after epoch ${pruned_at}` };
