/** Models that answer, and those that were stopped. */
import { When } from "../../ui/When";
import type { ReactElement } from "react";
import type { Deployment } from "../../api/types";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { EmptyState } from "../../ui/EmptyState";
import { Go, GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { TableBox } from "../../ui/TableBox";
import { useDeployments } from "./api/deployments";

export default function DeploymentsPage(): ReactElement {
  const project = useId("projectId");
  const deployments = useDeployments(project);
  return (
    <Page
      title="Deployments"
      lead="A deployment gives a trained model an address that programs can call."
    >
      <Loaded query={deployments} bars={[160]}>
        {({ results }) =>
          results.length ? (
            <List project={project} deployments={results} />
          ) : (
            <EmptyState
              icon="deploy"
              title="Nothing deployed yet"
              action={<GoButton to={paths.runs(project)}>Choose a run</GoButton>}
            >
              Open a finished run and press Deploy; it answers within seconds.
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}

function List({
  project,
  deployments,
}: {
  project: number;
  deployments: Deployment[];
}): ReactElement {
  return (
    <Panel flush>
      <TableBox label="Deployments">
        <thead>
          <tr>
            <th>Name</th>
            <th>State</th>
            <th>Model of</th>
            <th>Address</th>
            <th>Since</th>
          </tr>
        </thead>
        <tbody>
          {deployments.map((deployment) => (
            <tr key={deployment.id} data-link>
              <th scope="row">
                <Go to={paths.deployment(project, deployment.id)}>{deployment.name}</Go>
              </th>
              <td>
                <StateBadge state={deployment.state} />
              </td>
              <td>
                <Go to={paths.run(project, deployment.run.id)}>{deployment.run.name}</Go>
              </td>
              <td>
                <code>{deployment.url}</code>
              </td>
              <td>
                <When at={deployment.created_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}
