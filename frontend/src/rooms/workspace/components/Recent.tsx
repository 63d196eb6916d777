/** The last runs and deployments, each a way in. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { Deployment, Page as Rows, Run } from "../../../api/types";
import { score } from "../../../lib/format";
import { get } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { Go } from "../../../ui/Go";
import { Loaded } from "../../../ui/Loaded";
import { Panel } from "../../../ui/Page";
import { StateBadge } from "../../../ui/StateBadge";
import css from "./Recent.module.css";

export function RecentRuns({ project }: { project: number }): ReactElement {
  const runs = useQuery({
    queryKey: ["runs", project, "recent"],
    queryFn: () => get<Rows<Run>>(`/projects/${project}/runs`, { limit: 5 }),
    refetchInterval: 5_000,
  });
  return (
    <Panel title="Recent runs" actions={<Go to={paths.runs(project)}>All runs</Go>}>
      <Loaded query={runs} bars={[24]}>
        {({ results }) =>
          results.length ? (
            <ul className={css.list}>
              {results.slice(0, 5).map((run) => (
                <li key={run.id}>
                  <Go to={paths.run(project, run.id)} title={run.name}>
                    {run.name}
                  </Go>
                  <span className={css.end}>
                    {run.headline && <span>F1 {score(run.headline.f1)}</span>}
                    <StateBadge state={run.state} />
                  </span>
                </li>
              ))}
            </ul>
          ) : (
            <p className={css.quiet}>Nothing trained yet.</p>
          )
        }
      </Loaded>
    </Panel>
  );
}

export function RecentDeployments({ project }: { project: number }): ReactElement {
  const deployments = useQuery({
    queryKey: ["deployments", project],
    queryFn: () => get<Rows<Deployment>>("/deployments", { project }),
    refetchInterval: 5_000,
  });
  return (
    <Panel title="Deployments" actions={<Go to={paths.deployments(project)}>All deployments</Go>}>
      <Loaded query={deployments} bars={[24]}>
        {({ results }) =>
          results.length ? (
            <ul className={css.list}>
              {results.slice(0, 5).map((deployment) => (
                <li key={deployment.id}>
                  <Go to={paths.deployment(project, deployment.id)} title={deployment.name}>
                    {deployment.name}
                  </Go>
                  <StateBadge state={deployment.state} />
                </li>
              ))}
            </ul>
          ) : (
            <p className={css.quiet}>Nothing deployed yet.</p>
          )
        }
      </Loaded>
    </Panel>
  );
}
