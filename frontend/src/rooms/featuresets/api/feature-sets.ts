/** Feature sets over HTTP. */
import { useQuery } from "@tanstack/react-query";
import type { FeatureSet, Page, Pick, SplitChoices, SplitSchema } from "../../../api/types";
import { get, post } from "../../../lib/http";

export const listKey = (project: number) => ["feature-sets", project] as const;

const underWay = (state: string | undefined) => state === "queued" || state === "running";

export const useFeatureSets = (project: number) =>
  useQuery({
    queryKey: listKey(project),
    queryFn: () => get<Page<FeatureSet>>(`/projects/${project}/feature-sets`, { limit: 100 }),
    refetchInterval: (query) =>
      query.state.data?.results.some(({ state }) => underWay(state)) ? 1000 : false,
  });

export const useFeatureSet = (id: number) =>
  useQuery({
    queryKey: ["feature-sets", "one", id],
    queryFn: () => get<FeatureSet>(`/feature-sets/${id}`),
    refetchInterval: (query) => (underWay(query.state.data?.state) ? 800 : false),
  });

/** The Split dropdown's schema, and the usual divisions. */
export const useSplits = () =>
  useQuery({
    queryKey: ["split-schema"],
    queryFn: () => get<SplitSchema>("/split-schema"),
    staleTime: Infinity,
  });

/** The project's token layers and source files. */
export const useChoices = (project: number) =>
  useQuery({
    queryKey: ["split-choices", project],
    queryFn: () => get<SplitChoices>(`/projects/${project}/split-choices`),
    staleTime: 30_000,
  });

/** How many documents a pick takes; nothing while it picks nothing. */
export const usePickCount = (project: number, pick: Pick, include: string) =>
  useQuery({
    queryKey: ["pick-count", project, pick, include],
    queryFn: () =>
      post<{ documents: number }>(`/projects/${project}/pick-count`, { pick, include }),
    placeholderData: (before) => before,
    retry: false,
  });
