/** A project's home: the path from text to API, the next step, and what happened last. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { ProjectPath } from "../../api/types";
import { count } from "../../lib/format";
import { get } from "../../lib/http";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { colorsOf, projectKey, reaches, useLabels, useProject } from "../../lib/project";
import { BarList } from "../../ui/BarList";
import { Go, GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Markup } from "../../ui/Markup";
import { Page, Panel } from "../../ui/Page";
import { PathStrip } from "./components/PathStrip";
import { RecentDeployments, RecentRuns } from "./components/Recent";
import css from "./HomePage.module.css";

export default function HomePage(): ReactElement {
  const id = useId("projectId");
  const project = useProject(id);
  const path = useQuery({
    queryKey: [...projectKey(id), "path"],
    queryFn: () => get<ProjectPath>(`/projects/${id}/path`),
    refetchInterval: 5_000,
  });
  const { data } = project;
  return (
    <Page
      title={data?.name ?? "Project"}
      lead={
        data &&
        `${count(data.documents.total)} documents, ${count(data.documents.done)} labelled, ${count(data.documents.skipped)} skipped.`
      }
      actions={
        <>
          {reaches(data?.role, "reviewer") && (
            <GoButton variant="default" to={paths.import(id)}>
              Import
            </GoButton>
          )}
          <GoButton variant="default" to={paths.settings(id)}>
            Settings
          </GoButton>
        </>
      }
    >
      <Loaded query={path} bars={[84, 96]}>
        {(steps) => <PathStrip path={steps} role={data?.role} />}
      </Loaded>
      <div className={css.columns}>
        <div className={css.column}>
          <Labels project={id} mayEdit={reaches(data?.role, "reviewer")} />
          {data?.guideline && (
            <Panel title="Guideline">
              <Markup text={data.guideline} />
            </Panel>
          )}
        </div>
        <div className={css.column}>
          {reaches(data?.role, "reviewer") && (
            <>
              <RecentRuns project={id} />
              <RecentDeployments project={id} />
            </>
          )}
        </div>
      </div>
    </Page>
  );
}

function Labels({ project, mayEdit }: { project: number; mayEdit: boolean }): ReactElement {
  const labels = useLabels(project);
  return (
    <Panel
      title="Labels"
      actions={
        <Go to={`${paths.settings(project)}?tab=labels`}>
          {mayEdit ? "Edit labels" : "What they mean"}
        </Go>
      }
    >
      <Loaded query={labels} bars={[24, 24, 24]}>
        {(all) =>
          all.length ? (
            <BarList
              title="Spans per label"
              rows={all.map((label) => ({ name: label.name, value: label.spans }))}
              colorOf={colorsOf(all)}
            />
          ) : (
            <p className={css.quiet}>
              No labels yet. They come with an import, or you make them while labelling.
            </p>
          )
        }
      </Loaded>
    </Panel>
  );
}
