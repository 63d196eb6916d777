/** The one door to the server: JSON in and out, errors as `ApiError`, the CSRF header from the cookie. */
import type { ErrorBody, Problem } from "../api/types";
import { send } from "./sending";

export const API = "/api/v1";

/** Fired when the server no longer knows who we are; the roof answers with a sign-in dialog. */
export const SIGNED_OUT = "tagwright:signed-out";

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: Problem[];
  readonly body: unknown;

  constructor(status: number, body: Partial<ErrorBody> | null) {
    super(body?.message || sentenceFor(status));
    this.name = "ApiError";
    this.status = status;
    this.code = body?.code ?? (status === 0 ? "unreachable" : "error");
    this.errors = body?.errors ?? [];
    this.body = body;
  }

  /** What the server says about one field, e.g. `at("split", "train")`. */
  at(...path: (string | number)[]): string | undefined {
    const found = this.errors.filter((problem) => same(problem.at, path));
    return found.length ? found.map((problem) => problem.message).join(" ") : undefined;
  }
}

const same = (left: (string | number)[], right: (string | number)[]) =>
  left.length === right.length && left.every((step, i) => String(step) === String(right[i]));

function sentenceFor(status: number): string {
  if (status === 0)
    return "The server cannot be reached. Check that Tagwright is running, then try again.";
  if (status === 401) return "You are signed out. Sign in to go on.";
  if (status === 403)
    return "Your role in this project does not allow this. Ask an owner of the project.";
  if (status === 404) return "This does not exist, or you are not a member of its project.";
  if (status === 413) return "This is larger than the server accepts.";
  if (status >= 500)
    return "The server met a fault of its own. Try again; its log names the cause.";
  return `The server refused this (${status}).`;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Ask {
  body?: unknown;
  query?: Query;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** `/api/v1` + path + the query's filled fields. */
export function address(path: string, query: Query = {}): string {
  const filled = Object.entries(query).filter(([, value]) => value != null && value !== "");
  const search = new URLSearchParams(filled.map(([name, value]) => [name, String(value)]));
  return `${API}${path}${filled.length ? `?${search}` : ""}`;
}

export function cookie(name: string, jar: string = document.cookie): string {
  const found = jar.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** A key that is ours alone; `randomUUID` exists only on https and localhost. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function headersOf(method: string, ask: Ask): Record<string, string> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (ask.body !== undefined && !(ask.body instanceof FormData))
    headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRFToken"] = cookie("csrftoken");
  if (method === "POST") headers["Idempotency-Key"] = freshKey();
  return { ...headers, ...ask.headers };
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!text) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // a proxy's HTML page says no more than the status does
  }
}

/** Ask the server; throws `ApiError` for every answer that is not 2xx. */
export async function call<Answer>(method: string, path: string, ask: Ask = {}): Promise<Answer> {
  let response: Response;
  try {
    const headers = headersOf(method, ask);
    const url = address(path, ask.query);
    response =
      ask.body instanceof FormData
        ? await send(method, url, headers, ask.body)
        : await fetch(url, {
            method,
            headers,
            body: JSON.stringify(ask.body),
            signal: ask.signal ?? null,
            credentials: "same-origin",
          });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, null);
  }
  const answer = await bodyOf(response);
  if (response.ok) return answer as Answer;
  if (response.status === 401 && path !== "/session") window.dispatchEvent(new Event(SIGNED_OUT));
  throw new ApiError(response.status, answer as Partial<ErrorBody> | null);
}

export const get = <Answer>(path: string, query?: Query, signal?: AbortSignal) =>
  call<Answer>("GET", path, { query, signal });
export const post = <Answer>(path: string, body?: unknown, ask: Ask = {}) =>
  call<Answer>("POST", path, { ...ask, body });
export const put = <Answer>(path: string, body: unknown, ask: Ask = {}) =>
  call<Answer>("PUT", path, { ...ask, body });
export const patch = <Answer>(path: string, body: unknown) => call<Answer>("PATCH", path, { body });
export const del = <Answer = null>(path: string) => call<Answer>("DELETE", path);

/** Any thrown thing as a sentence to show. */
export const sentence = (error: unknown): string =>
  error instanceof Error ? error.message : "Something went wrong; try again.";
