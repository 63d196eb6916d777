/** One document at work: its canvas, the version it rests on, and the way of every act into the save queue. */
import type { DocumentState } from "@/api/types";
import type { Spans } from "@/canvas/spans";
import { equal } from "@/canvas/spans";
import { CanvasStore } from "@/canvas/store";
import { sheetOf, spansFromWire, spansToWire } from "@/canvas/wire";
import type { SaveQueue } from "../save-queue/queue";
import type { Saved } from "../save-queue/unsaved";
import type { Document } from "./documents";

export class Sitting {
  readonly document: number;
  readonly project: number;
  readonly store: CanvasStore;
  readonly #queue: SaveQueue;
  #version: number;
  #state: DocumentState;
  #queued: Spans;

  /** Unsaved work from an earlier page comes before the server's copy. */
  constructor(document: Document, queue: SaveQueue, perToken: boolean) {
    const sheet = sheetOf(document);
    const source = queue.pending(document.id) ?? document;
    this.document = document.id;
    this.project = document.project;
    this.store = new CanvasStore(sheet, spansFromWire(sheet, source.spans), perToken);
    this.#queue = queue;
    this.#version = source.version;
    this.#state = source.state;
    this.#queued = this.store.spans;
    this.store.subscribe(() => this.#keep());
  }

  get state(): DocumentState {
    return this.#state;
  }

  /** Set the document's state and save at once. */
  mark(state: DocumentState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.#put();
    }
    void this.#queue.flush();
  }

  /** The server answered with this copy: go on from its version, and show it where it differs. */
  meet(saved: Saved): void {
    if (saved.version < this.#version) return;
    this.#version = saved.version;
    if (this.#queue.pending(this.document) !== undefined) return;
    this.#state = saved.state;
    const spans = spansFromWire(this.store.sheet, saved.spans);
    if (equal(spans, this.store.spans)) return;
    this.#queued = spans;
    this.store.replace(spans, "Changed by another save");
  }

  /** A newer copy was fetched; work that is still unsaved stays, and its save will find the conflict. */
  refresh(document: Document): void {
    if (document.version > this.#version && this.#queue.pending(this.document) === undefined) {
      this.meet(document);
    }
  }

  #keep(): void {
    if (this.store.spans === this.#queued) return;
    this.#queued = this.store.spans;
    this.#put();
  }

  #put(): void {
    this.#queue.put({
      document: this.document,
      project: this.project,
      version: this.#version,
      spans: spansToWire(this.store.sheet, this.store.spans),
      state: this.#state,
    });
  }
}

/** How many documents keep their undo while others are worked on. */
const KEPT = 10;

/** The last documents at work, so that going back finds its undo. */
export class Sittings {
  readonly #queue: SaveQueue;
  readonly #open = new Map<number, Sitting>();

  constructor(queue: SaveQueue) {
    this.#queue = queue;
  }

  /** The label in hand stays in hand from document to document. */
  open(document: Document, perToken: boolean): Sitting {
    const before = [...this.#open.values()].at(-1);
    const sitting = this.#open.get(document.id) ?? new Sitting(document, this.#queue, perToken);
    if (before !== undefined && before !== sitting) sitting.store.carry(before.store.armed);
    this.#open.delete(document.id);
    this.#open.set(document.id, sitting);
    for (const id of [...this.#open.keys()].slice(0, -KEPT)) this.#open.delete(id);
    return sitting;
  }

  get(document: number): Sitting | undefined {
    return this.#open.get(document);
  }

  /** Whether a document needs no label any more as far as this page knows. */
  settled(document: number): boolean {
    const state = this.#open.get(document)?.state ?? this.#queue.pending(document)?.state ?? "new";
    return state !== "new";
  }
}
