/** All studies of a project: what was asked, how far it is, what came out. */
import type { ReactElement } from "react";
import type { Study } from "../../api/types";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { reaches, useProject } from "../../lib/project";
import { EmptyState } from "../../ui/EmptyState";
import { Go, GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { TableBox } from "../../ui/TableBox";
import { When } from "../../ui/When";
import { questions, useStudies } from "./api/studies";

export default function StudiesPage(): ReactElement {
  const project = useId("projectId");
  const studies = useStudies(project);
  const owner = reaches(useProject(project).data?.role, "owner");
  const begin = owner && <GoButton to={paths.newStudy(project)}>New study</GoButton>;
  return (
    <Page
      title="Studies"
      lead="Several runs that answer one question together."
      back={{ to: paths.runs(project), title: "Runs" }}
      actions={studies.data?.results.length ? begin : undefined}
    >
      <Loaded query={studies} bars={[200]}>
        {({ results }) =>
          results.length ? (
            <StudyTable project={project} studies={results} />
          ) : (
            <EmptyState icon="search" title="No study yet" action={begin}>
              A study finds good settings, tells how sure a score is, or what more labels would
              bring.
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}

function StudyTable({ project, studies }: { project: number; studies: Study[] }): ReactElement {
  return (
    <Panel flush>
      <TableBox label="Studies">
        <thead>
          <tr>
            <th>Study</th>
            <th>Question</th>
            <th>State</th>
            <th data-end>Runs done</th>
            <th>Answer so far</th>
            <th>Begun</th>
          </tr>
        </thead>
        <tbody>
          {studies.map((study) => (
            <tr key={study.id} data-link>
              <th scope="row">
                <Go to={paths.study(project, study.id)}>{study.name}</Go>
              </th>
              <td>{questions[study.plan.kind]}</td>
              <td>
                <StateBadge state={study.state} />
              </td>
              <td data-end>
                {study.done} of {study.planned}
              </td>
              <td style={{ minWidth: 260, whiteSpace: "normal" }}>
                {study.result?.message ?? "–"}
              </td>
              <td>
                <When at={study.created_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}
