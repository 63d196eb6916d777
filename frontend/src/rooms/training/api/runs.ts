/** Runs over HTTP. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type {
  ErrorRow,
  JsonSchema,
  Page,
  Preset,
  Report,
  Run,
  RunEvent,
  RunEvents,
} from "../../../api/types";
import { get } from "../../../lib/http";

export const underWay = (state: string | undefined) => state === "queued" || state === "running";

export const runsKey = (project: number) => ["runs", project] as const;
export const runKey = (id: number) => ["runs", "one", id] as const;

export const useRuns = (project: number) =>
  useQuery({
    queryKey: runsKey(project),
    queryFn: () => get<Page<Run>>(`/projects/${project}/runs`, { limit: 100 }),
    refetchInterval: (query) =>
      query.state.data?.results.some(({ state }) => underWay(state)) ? 1500 : false,
  });

export const useRun = (id: number) =>
  useQuery({
    queryKey: runKey(id),
    queryFn: ({ signal }) => get<Run>(`/runs/${id}`, {}, signal),
    refetchInterval: (query) => (underWay(query.state.data?.state) ? 1200 : false),
    enabled: id > 0,
  });

export const useRecipeSchema = () =>
  useQuery({
    queryKey: ["recipe-schema"],
    queryFn: () => get<JsonSchema>("/recipe-schema"),
    staleTime: Infinity,
  });

export const usePresets = () =>
  useQuery({
    queryKey: ["presets"],
    queryFn: () => get<Preset[]>("/presets"),
    staleTime: Infinity,
  });

export const useReport = (id: number) =>
  useQuery({
    queryKey: [...runKey(id), "report"],
    queryFn: () => get<Report>(`/runs/${id}/report`),
    staleTime: Infinity,
  });

const mostKept = 500;

/** What a run has said so far, asked anew while it trains; only what is new travels. */
export function useEvents(id: number, state: string | undefined): RunEvent[] {
  const [events, setEvents] = useState<RunEvent[]>([]);
  const since = useRef(0);
  const busy = underWay(state);
  useEffect(() => {
    let ended = false;
    let timer = 0;
    const ask = async () => {
      try {
        const answer = await get<RunEvents>(`/runs/${id}/events`, { since: since.current });
        if (ended) return;
        if (answer.results.length) {
          since.current = answer.results.at(-1)!.id;
          setEvents((old) => [...old, ...answer.results].slice(-mostKept));
        }
        if (busy || answer.next !== null)
          timer = window.setTimeout(() => void ask(), busy ? 1500 : 0);
      } catch {
        if (!ended && busy) timer = window.setTimeout(() => void ask(), 5000);
      }
    };
    void ask();
    return () => {
      ended = true;
      window.clearTimeout(timer);
    };
  }, [id, busy]);
  return events;
}

/** Sentences behind a figure, a page at a time. */
export const useSentences = (
  id: number,
  what: "errors" | "confusion",
  query: Record<string, string>,
) =>
  useInfiniteQuery({
    queryKey: [...runKey(id), what, query],
    queryFn: ({ pageParam }) =>
      get<Page<ErrorRow>>(`/runs/${id}/${what}`, { ...query, cursor: pageParam, limit: 20 }),
    initialPageParam: null as string | number | null,
    getNextPageParam: (last) => last.next,
    staleTime: Infinity,
  });
