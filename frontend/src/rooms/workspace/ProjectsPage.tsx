/** All projects one is a member of. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Page as Rows, Project } from "../../api/types";
import { get } from "../../lib/http";
import { count } from "../../lib/format";
import { paths } from "../../lib/paths";
import { EmptyState } from "../../ui/EmptyState";
import { Go } from "../../ui/Go";
import { Icon } from "../../ui/Icon";
import { Loaded } from "../../ui/Loaded";
import { Meter } from "../../ui/Meter";
import { Page } from "../../ui/Page";
import { NewProject } from "./components/NewProject";
import css from "./ProjectsPage.module.css";

export default function ProjectsPage(): ReactElement {
  const [making, setMaking] = useState(false);
  const projects = useQuery({
    queryKey: ["projects"],
    queryFn: () => get<Rows<Project>>("/projects", { limit: 200 }),
  });
  const create = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setMaking(true)}>
      New project
    </Button>
  );
  const any = projects.data?.results.length;
  return (
    <Page
      title="Projects"
      lead="A project holds texts, their labels, and the models trained on them."
      actions={any ? create : undefined}
    >
      <Loaded query={projects} bars={[130, 130]}>
        {({ results }) =>
          results.length ? (
            <ul className={css.cards}>
              {results.map((project) => (
                <li key={project.id}>
                  <ProjectCard project={project} />
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState icon="folder" title="Start with a project" action={create}>
              Name it, then import or paste the texts you want to label.
            </EmptyState>
          )
        }
      </Loaded>
      <NewProject opened={making} onClose={() => setMaking(false)} />
    </Page>
  );
}

function ProjectCard({ project }: { project: Project }): ReactElement {
  const { total, done } = project.documents;
  return (
    <Go to={paths.project(project.id)} className={css.card}>
      <span className={css.name}>
        {project.name}
        {project.is_demo && !/demo/i.test(project.name) && <span className={css.demo}>demo</span>}
      </span>
      <span className={css.kind}>
        {project.task === "ner" ? "Entities in text" : "One tag per token"} · you are {project.role}
      </span>
      <Meter value={done} total={total} label={`Labelled in ${project.name}`} />
      <span className={css.kind}>
        {total ? `${count(done)} of ${count(total)} documents labelled` : "No documents yet"}
      </span>
    </Go>
  );
}
