/** Evaluations over HTTP: a labelled file against a deployed model. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Evaluation, EvaluationPreview, EvaluationRow, Page } from "../../../api/types";
import { get, post } from "../../../lib/http";
import { form, type Options, type Source } from "../../../lib/uploads";

const of = (deployment: number) => `/deployments/${deployment}/evaluations`;
export const evaluationsKey = (deployment: number) => ["evaluations", deployment] as const;

export const preview = (
  deployment: number,
  source: Source,
  format: string | undefined,
  options: Options,
) => post<EvaluationPreview>(`${of(deployment)}/preview`, form(source, format, options));

export const evaluate = (deployment: number, source: Source, format: string, options: Options) =>
  post<Evaluation>(of(deployment), form(source, format, options));

const underWay = (state: string | undefined) => state === "queued" || state === "running";

export const useEvaluations = (deployment: number) =>
  useQuery({
    queryKey: evaluationsKey(deployment),
    queryFn: () => get<Page<Evaluation>>(of(deployment), { limit: 20 }),
  });

export const useEvaluation = (id: number) =>
  useQuery({
    queryKey: ["evaluations", "one", id],
    queryFn: () => get<Evaluation>(`/evaluations/${id}`),
    refetchInterval: (query) => (underWay(query.state.data?.state) ? 700 : false),
  });

export const useRows = (id: number, verdict: string, label: string) =>
  useInfiniteQuery({
    queryKey: ["evaluations", "rows", id, verdict, label],
    queryFn: ({ pageParam }) =>
      get<Page<EvaluationRow>>(`/evaluations/${id}/rows`, { verdict, label, cursor: pageParam }),
    initialPageParam: null as string | number | null,
    getNextPageParam: (last) => last.next,
  });
