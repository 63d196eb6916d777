/** The frame of every page but the door: skip link, top bar, content. */
import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { del } from "../lib/http";
import { paths } from "../lib/paths";
import { useProject } from "../lib/project";
import { useUser } from "../lib/session";
import { Go } from "../ui/Go";
import { Icon, type IconName } from "../ui/Icon";
import css from "./Shell.module.css";
import { Unsaved } from "./Unsaved";

const schemes = [
  ["auto", "Follow the system", "auto"],
  ["light", "Light", "sun"],
  ["dark", "Dark", "moon"],
] as const satisfies [string, string, IconName][];

export function Shell(): ReactElement {
  const { projectId } = useParams({ strict: false }) as { projectId?: string };
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        Skip to the content
      </a>
      <header className={css.bar}>
        <Go to={paths.projects} className={css.brand} aria-label="Tagwright, all projects">
          <Mark />
          <span className={css.brandName}>Tagwright</span>
        </Go>
        {projectId && <ProjectName project={Number(projectId)} />}
        <span className={css.gap} />
        <Unsaved />
        <SchemeMenu />
        <AccountMenu />
      </header>
      <main id="content" className={css.content} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

const Mark = () => (
  <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" className={css.markGround} />
    <path d="M7 10h18M7 22h7" className={css.markLine} />
    <rect x="7" y="13.2" width="18" height="5.6" rx="2.8" fill="#fff" />
    <circle cx="21" cy="22" r="2.4" fill="#fff" />
  </svg>
);

function ProjectName({ project }: { project: number }): ReactElement | null {
  const { data } = useProject(project);
  if (!data) return null;
  return (
    <>
      <span className={css.slash} aria-hidden="true">
        /
      </span>
      <Go to={paths.project(project)} className={css.projectName}>
        {data.name}
      </Go>
    </>
  );
}

function SchemeMenu(): ReactElement {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const icon = schemes.find(([name]) => name === colorScheme)?.[2] ?? "auto";
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton className={css.barButton} aria-label="Light or dark">
          <Icon name={icon} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(([name, title, drawing]) => (
          <Menu.Item
            key={name}
            leftSection={<Icon name={drawing} size={16} />}
            rightSection={name === colorScheme ? <Icon name="check" size={14} /> : null}
            onClick={() => setColorScheme(name)}
          >
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu(): ReactElement {
  const user = useUser();
  if (!user)
    return (
      <Go to={paths.signIn} className={css.barButton}>
        Sign in
      </Go>
    );
  return <Account name={user.name || user.username} />;
}

function Account({ name }: { name: string }): ReactElement {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: () => del("/session"),
    onSettled: () => {
      queries.clear();
      void navigate({ to: paths.signIn });
    },
  });
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton className={css.barButton}>
          <Icon name="user" />
          <span className="visually-hidden">Account</span>
          <span className={css.userName}>{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Icon name="key" size={16} />}
          onClick={() => void navigate({ to: paths.account })}
        >
          Password and API tokens
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="deploy" size={16} />}
          onClick={() => void navigate({ to: paths.gallery })}
        >
          Gallery of models
        </Menu.Item>
        <Menu.Item onClick={() => leave.mutate()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
