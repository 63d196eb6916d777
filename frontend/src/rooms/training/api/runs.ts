/** Runs over HTTP. */
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  ErrorRow,
  JsonSchema,
  Page,
  Preset,
  Report,
  Run,
  RunChange,
  RunEvent,
  RunEvents,
} from "../../../api/types";
import { get } from "../../../lib/http";
import { useLive } from "../../../lib/live";

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

/** What a run has said so far. While it goes on, this and the run itself are kept up to date. */
export function useEvents(run: Run): RunEvent[] {
  const queries = useQueryClient();
  const ofRun = { queryKey: runKey(run.id) };
  const key = [...runKey(run.id), "events"];
  const known = () => queries.getQueryData<RunEvent[]>(key) ?? [];
  const busy = underWay(run.state);
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => eventsAfter(run.id, known(), signal),
    retry: busy,
  });
  const take = async (told: RunEvent | RunChange) => {
    await queries.cancelQueries(ofRun); // an answer under way is older than this
    if (told.kind === "run")
      queries.setQueryData<Run>(runKey(run.id), (old) => old && { ...old, ...told.data });
    else queries.setQueryData<RunEvent[]>(key, (old) => old && joined(old, [told]));
  };
  useLive<RunEvent | RunChange>(busy && data ? `/runs/${run.id}/events` : null, {
    since: () => lastOf(known()),
    hear: (told) => void take(told),
    ask: () => void queries.invalidateQueries(ofRun, { cancelRefetch: false }),
  });
  return data ?? [];
}

async function eventsAfter(
  id: number,
  known: RunEvent[],
  signal: AbortSignal,
): Promise<RunEvent[]> {
  const query = { since: lastOf(known) };
  const { results, next } = await get<RunEvents>(`/runs/${id}/events`, query, signal);
  const all = joined(known, results);
  return next === null ? all : eventsAfter(id, all, signal);
}

const mostKept = 500;
const lastOf = (events: RunEvent[]) => events.at(-1)?.id ?? 0;

/** Some may come twice: by the stream, and by an answer. */
const joined = (known: RunEvent[], found: RunEvent[]) =>
  [...known, ...found.filter(({ id }) => id > lastOf(known))].slice(-mostKept);

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
