/** All runs of a project, and the choice of some to compare. */
import { Button, Checkbox } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { When } from "../../ui/When";
import type { Run } from "../../api/types";
import { percent, score } from "../../lib/format";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { EmptyState } from "../../ui/EmptyState";
import { Go, GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { TableBox } from "../../ui/TableBox";
import { useRuns } from "./api/runs";
import { OutsideModels } from "./components/OutsideModels";

const most = 5;

export default function RunsPage(): ReactElement {
  const project = useId("projectId");
  const runs = useRuns(project);
  const [chosen, setChosen] = useState<number[]>([]);
  const navigate = useNavigate();
  const [outside, setOutside] = useState<number[]>([]);
  const many = chosen.length + outside.length;
  const compare = () => {
    const search = { runs: chosen.join(","), readings: outside.join(",") || undefined };
    void navigate({ to: paths.compare(project), search: search as never });
  };
  return (
    <Page
      title="Runs"
      lead="Each run is one training on a feature set; its report says how well the model does on text it never saw."
      actions={
        <>
          <GoButton variant="default" to={paths.embeddings(project)}>
            Embeddings
          </GoButton>
          <GoButton variant="default" to={paths.studies(project)}>
            Studies
          </GoButton>
          {runs.data?.results.length ? (
            <>
              <Button variant="default" disabled={many < 2} onClick={compare}>
                {many < 2 ? "Compare (tick two or more)" : `Compare ${many}`}
              </Button>
              <GoButton to={paths.featureSets(project)}>Train another</GoButton>
            </>
          ) : null}
        </>
      }
    >
      <Loaded query={runs} bars={[200]}>
        {({ results }) =>
          results.length ? (
            <>
              <RunTable project={project} runs={results} chosen={chosen} onChoose={setChosen} />
              <OutsideModels project={project} chosen={outside} onChoose={setOutside} />
            </>
          ) : (
            <EmptyState
              icon="runs"
              title="No run yet"
              action={<GoButton to={paths.featureSets(project)}>Choose a feature set</GoButton>}
            >
              Training starts from a feature set. Open one and press Train.
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}

interface RunTableProps {
  project: number;
  runs: Run[];
  chosen: number[];
  onChoose: (chosen: number[]) => void;
}

function RunTable({ project, runs, chosen, onChoose }: RunTableProps): ReactElement {
  const toggle = (id: number) =>
    onChoose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <Panel flush>
      <TableBox label="Runs">
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">Compare</span>
            </th>
            <th>Run</th>
            <th>Feature set</th>
            <th>State</th>
            <th data-end>F1</th>
            <th data-end>Precision</th>
            <th data-end>Recall</th>
            <th>Started</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} data-link>
              <td>
                <Checkbox
                  aria-label={`Compare ${run.name}`}
                  checked={chosen.includes(run.id)}
                  disabled={
                    run.state !== "done" || (chosen.length >= most && !chosen.includes(run.id))
                  }
                  onChange={() => toggle(run.id)}
                />
              </td>
              <th scope="row">
                <Go to={paths.run(project, run.id)}>{run.name}</Go>
              </th>
              <td>
                <Go to={paths.featureSet(project, run.feature_set.id)}>{run.feature_set.name}</Go>
              </td>
              <td>
                <StateBadge state={run.state} title={stateText(run)} />
              </td>
              <td data-end>{score(run.headline?.f1)}</td>
              <td data-end>{score(run.headline?.precision)}</td>
              <td data-end>{score(run.headline?.recall)}</td>
              <td>
                <When at={run.started_at ?? run.created_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}

function stateText(run: Run): string {
  if (run.state === "queued" && run.queue_position != null)
    return `queued, place ${run.queue_position + 1}`;
  if (run.state === "running" && run.progress.total)
    return `running, ${percent(run.progress.done / run.progress.total, 0)}`;
  return run.state;
}
