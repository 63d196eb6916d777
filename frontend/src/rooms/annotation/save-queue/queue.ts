/** The save queue: every act is kept here at once, on disk at once, and on the server as soon as it answers. */
import { ApiError } from "@/lib/http";
import type { Shelf } from "./shelf";
import {
  type Change,
  type Conflict,
  type Refusal,
  type Saved,
  type Unsaved,
  alreadyThere,
} from "./unsaved";

export type Phase =
  "saved" | "unsaved" | "saving" | "offline" | "signed-out" | "conflict" | "refused";

export interface QueueState {
  readonly phase: Phase;
  /** Documents whose last acts the server does not have yet. */
  readonly unsaved: number;
  readonly conflicts: readonly Conflict[];
  readonly refusals: readonly Refusal[];
  /** Whether unsaved work outlives this page. */
  readonly kept: boolean;
}

export interface QueueParts {
  readonly shelf: Shelf;
  readonly send: (entry: Unsaved) => Promise<Saved>;
  readonly tab: string;
  readonly user: number;
  /** The server has a document's acts, or they were given up for its own version. */
  readonly onSaved: (entry: Unsaved, saved: Saved) => void;
}

const PAUSE_MILLISECONDS = 600;
const FIRST_RETRY_MILLISECONDS = 1_000;
const LAST_RETRY_MILLISECONDS = 30_000;

type Obstacle = "offline" | "signed-out";

export class SaveQueue {
  readonly #parts: QueueParts;
  readonly #entries = new Map<string, Unsaved>();
  readonly #conflicts = new Map<string, Saved>();
  readonly #refusals = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  #state: QueueState = { phase: "saved", unsaved: 0, conflicts: [], refusals: [], kept: true };
  #sending = false;
  #obstacle: Obstacle | undefined;
  #kept = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry = FIRST_RETRY_MILLISECONDS;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  get state(): QueueState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Take up what earlier pages of this tab, and tabs that are gone, could not save. */
  async open(living: ReadonlySet<string> | undefined): Promise<void> {
    const { shelf, tab, user } = this.#parts;
    const kept = await shelf.all().catch(() => this.#unkept([]));
    for (const entry of kept) {
      const orphan = entry.tab === tab || living === undefined || !living.has(entry.tab);
      if (entry.user === user && orphan && !this.#entries.has(entry.key))
        this.#entries.set(entry.key, entry);
    }
    this.#tell();
    void this.flush();
  }

  /** What of a document the server does not have yet. */
  pending(document: number): Unsaved | undefined {
    return [...this.#entries.values()].find((entry) => entry.document === document);
  }

  /** Keep a change now and save it after a short pause, so that quick acts travel together. */
  put(change: Change): void {
    const { tab, user } = this.#parts;
    const before = this.pending(change.document);
    const owner = before ?? { key: `${tab}:${String(change.document)}`, tab, user };
    this.#keep({ ...change, key: owner.key, tab: owner.tab, user: owner.user });
    this.#refusals.delete(owner.key);
    if (this.#obstacle === undefined) this.#wait(PAUSE_MILLISECONDS);
    this.#tell();
  }

  /** Save now whatever can be saved. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sending) return;
    this.#sending = true;
    this.#obstacle = undefined;
    this.#tell();
    try {
      for (let entry = this.#ready(); entry !== undefined; entry = this.#ready()) {
        await this.#save(entry);
        if (this.#obstacle !== undefined) break;
      }
    } finally {
      this.#sending = false;
      this.#tell();
    }
  }

  /** End a conflict with these spans, made on the server's version. */
  settle(key: string, spans: Change["spans"]): void {
    const [entry, theirs] = [this.#entries.get(key), this.#conflicts.get(key)];
    if (entry === undefined || theirs === undefined) return;
    this.#conflicts.delete(key);
    this.#keep({ ...entry, version: theirs.version, spans });
    void this.flush();
  }

  /** End a conflict by giving up one's own version. */
  yield(key: string): void {
    const [entry, theirs] = [this.#entries.get(key), this.#conflicts.get(key)];
    if (entry !== undefined && theirs !== undefined) this.#done(entry, theirs);
  }

  /** Ask again for what was refused. */
  retry(key: string): void {
    this.#refusals.delete(key);
    void this.flush();
  }

  /** Give up what was refused. */
  discard(key: string): void {
    this.#forget(key);
    this.#tell();
  }

  #ready(): Unsaved | undefined {
    const stuck = (key: string) => this.#conflicts.has(key) || this.#refusals.has(key);
    return [...this.#entries.values()].find((entry) => !stuck(entry.key));
  }

  async #save(entry: Unsaved): Promise<void> {
    try {
      this.#accept(entry, await this.#parts.send(entry));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#meet(entry, error);
    }
  }

  #accept(entry: Unsaved, saved: Saved): void {
    this.#retry = FIRST_RETRY_MILLISECONDS;
    const now = this.#entries.get(entry.key);
    if (now === entry || now === undefined) return this.#done(entry, saved);
    // Acts came while the save was under way: they rest on what it saved.
    this.#keep({ ...now, version: saved.version });
    this.#parts.onSaved(entry, { ...now, version: saved.version });
    this.#tell();
  }

  #done(entry: Unsaved, saved: Saved): void {
    this.#forget(entry.key);
    this.#parts.onSaved(entry, saved);
    this.#tell();
  }

  #meet(entry: Unsaved, error: ApiError): void {
    const theirs = (error.body as { current?: Saved } | null)?.current;
    if (error.status === 0 || error.status === 429 || error.status >= 500) this.#stop("offline");
    else if (error.status === 401) this.#stop("signed-out");
    else if (error.status !== 412 || theirs === undefined)
      this.#refusals.set(entry.key, error.message);
    else if (alreadyThere(entry, theirs)) this.#accept(entry, theirs);
    else this.#conflicts.set(entry.key, theirs);
    this.#tell();
  }

  /** A server that cannot be reached is asked again, ever more seldom; a sign-in is awaited. */
  #stop(obstacle: Obstacle): void {
    this.#obstacle = obstacle;
    if (obstacle === "signed-out") return;
    this.#wait(this.#retry);
    this.#retry = Math.min(2 * this.#retry, LAST_RETRY_MILLISECONDS);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), milliseconds);
  }

  #keep(entry: Unsaved): void {
    this.#entries.set(entry.key, entry);
    this.#parts.shelf.keep(entry).catch(() => this.#unkept(undefined));
  }

  #forget(key: string): void {
    this.#entries.delete(key);
    this.#conflicts.delete(key);
    this.#refusals.delete(key);
    this.#parts.shelf.drop(key).catch(() => this.#unkept(undefined));
  }

  #unkept<T>(instead: T): T {
    this.#kept = false;
    this.#tell();
    return instead;
  }

  #tell(): void {
    const known = <T, U>(found: Map<string, T>, pair: (mine: Unsaved, what: T) => U): U[] =>
      [...found].flatMap(([key, what]) => {
        const mine = this.#entries.get(key);
        return mine === undefined ? [] : [pair(mine, what)];
      });
    const conflicts = known(this.#conflicts, (mine, theirs): Conflict => ({ mine, theirs }));
    const refusals = known(this.#refusals, (mine, message): Refusal => ({ mine, message }));
    this.#state = {
      phase: this.#phase(),
      unsaved: this.#entries.size,
      conflicts,
      refusals,
      kept: this.#kept,
    };
    this.#listeners.forEach((listener) => listener());
  }

  #phase(): Phase {
    if (this.#entries.size === 0) return "saved";
    if (this.#conflicts.size > 0) return "conflict";
    if (this.#refusals.size > 0) return "refused";
    if (this.#obstacle !== undefined) return this.#obstacle;
    return this.#sending ? "saving" : "unsaved";
  }
}
