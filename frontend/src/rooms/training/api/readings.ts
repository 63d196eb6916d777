/** Readings over HTTP: runs on other test sets, and outside models. */
import { useQuery } from "@tanstack/react-query";
import type { FeatureSet, Page, Reading, Report } from "../../../api/types";
import { get } from "../../../lib/http";
import { underWay } from "./runs";

export const readingsKey = (project: number) => ["readings", project] as const;
export const readingKey = (id: number) => ["readings", "one", id] as const;

export const useReadings = (project: number) =>
  useQuery({
    queryKey: readingsKey(project),
    queryFn: () => get<Page<Reading>>(`/projects/${project}/readings`, { limit: 100 }),
    refetchInterval: (query) =>
      query.state.data?.results.some(({ state }) => underWay(state)) ? 1200 : false,
  });

export const useReading = (id: number) =>
  useQuery({
    queryKey: readingKey(id),
    queryFn: () => get<Reading>(`/readings/${id}`),
    refetchInterval: (query) => (underWay(query.state.data?.state) ? 1000 : false),
  });

/** Asked anew after each scoring: `version` is anything that changes with it. */
export const useReadingReport = (id: number, version: unknown) =>
  useQuery({
    queryKey: [...readingKey(id), "report", version],
    queryFn: () => get<Report>(`/readings/${id}/report`),
    staleTime: Infinity,
  });

/** The feature sets that have sentences to score. */
export const useTestSets = (project: number) =>
  useQuery({
    queryKey: ["feature-sets", project],
    queryFn: () => get<Page<FeatureSet>>(`/projects/${project}/feature-sets`, { limit: 100 }),
    select: ({ results }) => results.filter(({ counts }) => counts && counts.test > 0),
  });

export interface Programs {
  spacy: boolean;
  pipelines: string[];
}

export const usePrograms = () =>
  useQuery({
    queryKey: ["outside-programs"],
    queryFn: () => get<Programs>("/outside-programs"),
    staleTime: 60_000,
  });
