/** Studies over HTTP, and what their kinds are called in plain words. */
import { useQuery } from "@tanstack/react-query";
import type {
  JsonSchema,
  OfferedDimension,
  Page,
  Study,
  StudyWithTrials,
} from "../../../api/types";
import type { Recipe } from "../../../api/types";
import { get, post } from "../../../lib/http";

export const studiesKey = (project: number) => ["studies", project] as const;
export const studyKey = (id: number) => ["studies", "one", id] as const;

export const useStudies = (project: number) =>
  useQuery({
    queryKey: studiesKey(project),
    queryFn: () => get<Page<Study>>(`/projects/${project}/studies`, { limit: 100 }),
    refetchInterval: (query) =>
      query.state.data?.results.some(({ state }) => state === "running") ? 2000 : false,
  });

export const useStudy = (id: number) =>
  useQuery({
    queryKey: studyKey(id),
    queryFn: ({ signal }) => get<StudyWithTrials>(`/studies/${id}`, {}, signal),
    refetchInterval: (query) => (query.state.data?.state === "running" ? 1500 : false),
  });

export const usePlanSchema = () =>
  useQuery({
    queryKey: ["plan-schema"],
    queryFn: () => get<JsonSchema>("/plan-schema"),
    staleTime: Infinity,
  });

/** What a search can change in this recipe. */
export const useSpace = (recipe: Recipe | undefined) =>
  useQuery({
    queryKey: ["search-space", recipe],
    queryFn: () => post<OfferedDimension[]>("/search-space", { recipe }),
    enabled: recipe !== undefined,
    staleTime: Infinity,
  });

export const questions: Record<string, string> = {
  search: "Which settings are best?",
  folds: "How good is it, whatever the split?",
  seeds: "How much of it is luck?",
  learning_curve: "What would more labels bring?",
};
