/** The frozen sets of a project. */
import { When } from "../../ui/When";
import type { ReactElement } from "react";
import type { FeatureSet } from "../../api/types";
import { count } from "../../lib/format";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { reaches, useProject } from "../../lib/project";
import { spoken } from "../../lib/schema";
import { EmptyState } from "../../ui/EmptyState";
import { Go, GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { TableBox } from "../../ui/TableBox";
import { useFeatureSets } from "./api/feature-sets";

export default function FeatureSetsPage(): ReactElement {
  const project = useId("projectId");
  const sets = useFeatureSets(project);
  const may = reaches(useProject(project).data?.role, "reviewer");
  const make = may ? (
    <GoButton to={paths.newFeatureSet(project)}>New feature set</GoButton>
  ) : undefined;
  return (
    <Page
      title="Feature sets"
      lead="A feature set is your labelled text, frozen and divided into parts to learn from, to watch, and to test on."
      actions={sets.data?.results.length ? make : undefined}
    >
      <Loaded query={sets} bars={[160]}>
        {({ results }) =>
          results.length ? (
            <SetTable project={project} sets={results} />
          ) : (
            <EmptyState icon="sets" title="No feature set yet" action={make}>
              {may
                ? "Label some documents, then freeze them here; training works on a frozen set, so that scores can be compared."
                : "A reviewer of the project freezes what is labelled; training works on such a set."}
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}

function SetTable({ project, sets }: { project: number; sets: FeatureSet[] }): ReactElement {
  return (
    <Panel flush>
      <TableBox label="Feature sets">
        <thead>
          <tr>
            <th>Name</th>
            <th>Split</th>
            <th data-end>Train</th>
            <th data-end>Dev</th>
            <th data-end>Test</th>
            <th>Made</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {sets.map((set) => (
            <tr key={set.id} data-link>
              <th scope="row">
                <Go to={paths.featureSet(project, set.id)}>{set.name}</Go>
              </th>
              <td>{spoken(set.split.kind)}</td>
              <td data-end>{count(set.counts?.train)}</td>
              <td data-end>{count(set.counts?.dev)}</td>
              <td data-end>{count(set.counts?.test)}</td>
              <td>
                <When at={set.created_at} />
              </td>
              <td>
                <StateBadge state={set.state} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}
