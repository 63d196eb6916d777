/** What every room needs of a project: itself, its labels, and which colour a label wears. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Label, Page, Project, Role } from "../api/types";
import { get } from "./http";

export const projectKey = (project: number) => ["projects", project] as const;
export const labelsKey = (project: number) => ["projects", project, "labels"] as const;

export const useProject = (project: number): UseQueryResult<Project> =>
  useQuery({
    queryKey: projectKey(project),
    queryFn: ({ signal }) => get<Project>(`/projects/${project}`, {}, signal),
    enabled: project > 0,
  });

export const useLabels = (project: number): UseQueryResult<Label[]> =>
  useQuery({
    queryKey: labelsKey(project),
    queryFn: async ({ signal }) =>
      (await get<Page<Label>>(`/projects/${project}/labels`, { limit: 200 }, signal)).results,
    enabled: project > 0,
  });

/** From a label's name to its palette number; a label that no longer exists gets one from its name. */
export type ColorOf = (label: string) => number;

export function colorsOf(labels: readonly Pick<Label, "name" | "color">[]): ColorOf {
  const known = new Map(labels.map((label) => [label.name, label.color]));
  return (name) =>
    known.get(name) ?? (Array.from(name).reduce((sum, c) => sum + c.charCodeAt(0), 0) % 8) + 1;
}

export function useColors(project: number): ColorOf {
  const labels = useLabels(project).data;
  return useMemo(() => colorsOf(labels ?? []), [labels]);
}

const order: Role[] = ["annotator", "reviewer", "owner"];

/** Whether a role reaches at least another. */
export const reaches = (role: Role | undefined, needed: Role): boolean =>
  role !== undefined && order.indexOf(role) >= order.indexOf(needed);
