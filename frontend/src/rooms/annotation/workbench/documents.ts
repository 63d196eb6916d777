/** Documents as the workbench asks for them; answers are kept for work without a network. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { DocumentState } from "@/api/types";
import type { LooseSpan, WireText } from "@/canvas/wire";
import { get } from "@/lib/http";

/** One document; all offsets of tokens and spans are code points, sentences are token ranges. */
export interface Document extends WireText {
  readonly id: number;
  readonly project: number;
  readonly state: DocumentState;
  readonly version: number;
  readonly spans: readonly LooseSpan[];
  readonly previous: number | null;
  readonly next: number | null;
  readonly position: number;
  readonly total: number;
}

const HOUR = 3_600_000;

export const documentQuery = (id: number) =>
  queryOptions({
    queryKey: ["document", id],
    queryFn: ({ signal }) => get<Document>(`/documents/${String(id)}`, {}, signal),
    networkMode: "always",
    staleTime: 30_000,
    gcTime: HOUR,
  });

/** The document to label after another; “none” is asked again each time, for texts may have come in. */
const nextQuery = (project: number, after: number | undefined) =>
  queryOptions({
    queryKey: ["next-document", project, after ?? 0],
    queryFn: ({ signal }) =>
      get<{ id: number | null }>(
        `/projects/${String(project)}/documents/next`,
        { after, state: "new" },
        signal,
      ),
    networkMode: "always",
    staleTime: (query) => (query.state.data?.id == null ? 0 : HOUR),
    gcTime: HOUR,
    retry: false,
  });

/** The next document to label, round the end of the list to its start; nothing when all are labelled. */
export async function nextToLabel(
  client: QueryClient,
  project: number,
  after: number,
  settled: (id: number) => boolean,
): Promise<number | undefined> {
  const seen = new Set<number>();
  let from: number | undefined = after;
  for (;;) {
    const id: number | null = (await client.fetchQuery(nextQuery(project, from))).id;
    if (id === null && from === undefined) return undefined;
    if (id !== null && seen.has(id)) return undefined;
    if (id !== null && !settled(id)) return id;
    if (id !== null) seen.add(id);
    from = id ?? undefined;
  }
}

/** Documents fetched before they are asked for: the first at once, the rest when the browser rests. */
const AHEAD_AT_ONCE = 3;
const AHEAD = 24;
/** Fewer ahead when documents are long. */
const AHEAD_TOKENS = 20_000;

export async function fetchAhead(
  client: QueryClient,
  project: number,
  from: number,
  settled: (id: number) => boolean,
  signal: AbortSignal,
): Promise<void> {
  let at = from;
  let tokens = 0;
  for (let ahead = 0; ahead < AHEAD && tokens < AHEAD_TOKENS; ahead += 1) {
    if (ahead >= AHEAD_AT_ONCE) await rest();
    if (signal.aborted) return;
    const id = await nextToLabel(client, project, at, (one) => one === from || settled(one));
    if (id === undefined) return;
    tokens += (await client.fetchQuery(documentQuery(id))).tokens.length;
    at = id;
  }
}

const rest = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(() => resolve());
    else setTimeout(resolve, 50);
  });
