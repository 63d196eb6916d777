/** The annotation page in a browser of the test's own, against a server of the test's own. */
import "fake-indexeddb/auto";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import { expect, vi } from "vitest";
import type { DocumentState, Label, Project } from "@/api/types";
import type { LooseSpan } from "@/canvas/wire";
import AnnotatePage from "../AnnotatePage";
import { startSaving } from "../save-queue/start";
import type { Document } from "./documents";

interface Save {
  readonly id: number;
  readonly ifMatch: string | null;
  readonly body: { spans: LooseSpan[]; state: DocumentState };
}

let lastId = 0;

/** Answers as the API does: versions, 412, the next new document. */
export class TestServer {
  readonly documents: Document[];
  readonly labels: Label[] = ["PNAME", "PFEATURE"].map((name, index) => labelOf(index + 1, name));
  readonly saves: Save[] = [];
  readonly project: Project;

  /** Sentences are the lines of a text, words are cut at spaces. */
  constructor(...texts: string[]) {
    const first = lastId + 1;
    lastId += texts.length;
    this.documents = texts.map((text, index) => documentOf(first + index, text));
    this.project = {
      ...PROJECT,
      documents: { total: texts.length, done: 0, new: texts.length, skipped: 0 },
    };
    vi.stubGlobal("fetch", (url: string, init: RequestInit) =>
      Promise.resolve(this.#answer(url, init)),
    );
  }

  get first(): number {
    return this.documents[0]?.id ?? 0;
  }

  document(id: number): Document {
    const found = this.documents.find((document) => document.id === id);
    if (found === undefined) throw new Error(`The test has no document ${String(id)}.`);
    return found;
  }

  change(id: number, change: Partial<Document>): void {
    this.documents[this.documents.indexOf(this.document(id))] = { ...this.document(id), ...change };
  }

  #answer(address: string, init: RequestInit): Response {
    const { pathname, searchParams } = new URL(address, "http://test");
    const path = pathname.replace("/api/v1", "");
    const id = Number(/^\/documents\/(\d+)/.exec(path)?.[1]);
    if (path === "/session") return json(200, { user: { id: 1, username: "ada", name: "Ada" } });
    if (path === "/projects/1") return json(200, this.project);
    if (path === "/projects/1/labels") return this.#label(init);
    if (path === "/projects/1/documents/next") {
      const after = Number(searchParams.get("after") ?? 0);
      const next = this.documents.find((one) => one.id > after && one.state === "new");
      return json(200, { id: next?.id ?? null });
    }
    return path.endsWith("/annotation") ? this.#save(id, init) : json(200, this.document(id));
  }

  #label(init: RequestInit): Response {
    if (init.method !== "POST") return json(200, { results: this.labels, next: null });
    const made = {
      ...labelOf(this.labels.length + 1, ""),
      ...(JSON.parse(String(init.body)) as object),
    };
    this.labels.push(made);
    return json(201, made);
  }

  #save(id: number, init: RequestInit): Response {
    const { version, spans, state } = this.document(id);
    const ifMatch = new Headers(init.headers).get("If-Match");
    const body = JSON.parse(String(init.body)) as Save["body"];
    if (ifMatch !== `"${String(version)}"`) {
      return json(412, { code: "stale", message: "Stale.", current: { version, spans, state } });
    }
    this.saves.push({ id, ifMatch, body });
    this.change(id, { ...body, version: version + 1 });
    return json(200, { ...body, version: version + 1 });
  }
}

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status });

const PROJECT = {
  id: 1,
  name: "Cameras",
  task: "ner",
  tokenizer: "words",
  language: "en",
  role: "owner",
  created_at: "2026-01-01T00:00:00Z",
  is_demo: false,
} as const;

const labelOf = (id: number, name: string): Label => ({
  id,
  name,
  color: id,
  key: null,
  position: id,
  description: "",
  spans: 0,
});

function documentOf(id: number, text: string): Document {
  const tokens: [number, number][] = [];
  const sentences: [number, number][] = [];
  let at = 0;
  for (const line of text.split("\n")) {
    const first = tokens.length;
    for (const word of line.split(" ")) {
      tokens.push([at, at + [...word].length]);
      at += [...word].length + 1;
    }
    sentences.push([first, tokens.length]);
  }
  const place = { previous: null, next: null, position: 1, total: 1 };
  return { id, project: 1, text, tokens, sentences, state: "new", version: 1, spans: [], ...place };
}

/** Open a document's page and wait for its text. */
export async function open(id: number): Promise<HTMLElement> {
  window.scrollTo = () => undefined;
  localStorage.setItem("tagwright-coach-seen", "yes");
  const root = createRootRoute();
  const page = createRoute({
    getParentRoute: () => root,
    path: "/projects/$projectId/documents/$documentId",
    component: AnnotatePage,
  });
  const history = createMemoryHistory({ initialEntries: [`/projects/1/documents/${String(id)}`] });
  const router = createRouter({ routeTree: root.addChildren([page]), history });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return screen.findByRole("application");
}

/** Wait until the server has every act: no test hands unsaved work to the next. */
export async function allSaved(): Promise<void> {
  const queue = await startSaving(1);
  void queue.flush();
  await waitFor(() => expect(queue.state.unsaved).toBe(0));
}
