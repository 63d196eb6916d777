/** A project's navigation: a side bar on wide screens, tabs at the bottom of a phone. */
import { Outlet, useRouterState } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useId } from "../lib/params";
import { paths } from "../lib/paths";
import type { Role } from "../api/types";
import { reaches, useProject } from "../lib/project";
import { count } from "../lib/format";
import { Go } from "../ui/Go";
import { Icon, type IconName } from "../ui/Icon";
import { Missing } from "./Fallbacks";
import { ApiError } from "../lib/http";
import css from "./Shell.module.css";

interface Entry {
  title: string;
  short: string;
  icon: IconName;
  to: string;
  badge?: string;
  /** Shown to this role and above. */
  from?: Role;
}

function entries(project: number, documents: number | undefined): Entry[] {
  return [
    { title: "Home", short: "Home", icon: "home", to: paths.project(project) },
    {
      title: "Import",
      short: "Import",
      icon: "import",
      to: paths.import(project),
      from: "reviewer",
    },
    {
      title: "Documents",
      short: "Texts",
      icon: "documents",
      to: paths.documents(project),
      ...(documents ? { badge: count(documents) } : {}),
    },
    { title: "Feature sets", short: "Sets", icon: "sets", to: paths.featureSets(project) },
    { title: "Runs", short: "Runs", icon: "runs", to: paths.runs(project), from: "reviewer" },
    {
      title: "Deployments",
      short: "Deploy",
      icon: "deploy",
      to: paths.deployments(project),
      from: "reviewer",
    },
    { title: "Settings", short: "Settings", icon: "settings", to: paths.settings(project) },
  ];
}

/** On a phone the annotation page takes the whole screen; its own back link leads out. */
const atWork = (path: string) => /\/documents\/\d+\/?$/.test(path);

/** Training happens under a feature set's address but belongs to the runs. */
function current(path: string, entry: Entry, home: string): boolean {
  if (entry.to === home) return path === home || path === `${home}/`;
  const beside = ["compare", "studies", "embeddings", "readings"].map((page) => `${home}/${page}`);
  if (entry.icon === "runs" && beside.some((page) => path === page || path.startsWith(`${page}/`)))
    return true;
  return path === entry.to || path.startsWith(`${entry.to}/`);
}

export function ProjectShell(): ReactElement {
  const project = useId("projectId");
  const query = useProject(project);
  const path = useRouterState({ select: (state) => state.location.pathname });
  if (query.error instanceof ApiError && query.error.status === 404) return <Missing />;
  const home = paths.project(project);
  return (
    <div className={css.project} data-full={atWork(path) || undefined}>
      <nav className={css.side} aria-label="Project">
        {entries(project, query.data?.documents.total)
          .filter(({ from }) => !from || !query.data || reaches(query.data.role, from))
          .map((entry) => (
            <Go
              key={entry.title}
              to={entry.to}
              className={css.entry}
              data-phone={entry.title === "Import" || entry.title === "Settings" ? "no" : undefined}
              aria-current={current(path, entry, home) ? "page" : undefined}
            >
              <Icon name={entry.icon} />
              <span className={css.long}>{entry.title}</span>
              <span className={css.short}>{entry.short}</span>
              {entry.badge && <span className={css.badge}>{entry.badge}</span>}
            </Go>
          ))}
      </nav>
      <div className={css.room}>
        <Outlet />
      </div>
    </div>
  );
}
