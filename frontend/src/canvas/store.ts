/** The canvas's memory: spans, caret, held label, what was done; it tells exactly the rows that change. */

import {
  type Caret,
  type Step,
  type Way,
  caretAt,
  collapsed,
  selectTo,
  selection,
  stepFrom,
  trimmed,
} from "./caret";
import { type Act, History } from "./history";
import { candidate, identical } from "./runs";
import { type Moment, rowKey, rowsTouched } from "./paint";
import { type Message, QUIET, REFUSALS, named, quote, spoken } from "./sayings";
import type { Sheet, TokenRange } from "./sheet";
import { type Edge, type Spans, at, drop, equal, put, resize, touching } from "./spans";

type Listener = () => void;

export class CanvasStore {
  readonly sheet: Sheet;
  readonly #perToken: boolean;
  readonly #history = new History<Moment>();
  readonly #rowListeners = new Map<number, Set<Listener>>();
  readonly #listeners = new Set<Listener>();
  #spans: Spans;
  #caret: Caret = caretAt(0, false);
  #armed: string | undefined;
  #message: Message = QUIET;

  /** With `perToken` every token of a selection becomes a span of its own, as part-of-speech tags are. */
  constructor(sheet: Sheet, spans: Spans = [], perToken = false) {
    this.sheet = sheet;
    this.#spans = spans;
    this.#perToken = perToken;
  }

  get spans(): Spans {
    return this.#spans;
  }

  get caret(): Caret {
    return this.#caret;
  }

  /** The label that a drag or a double click gives. */
  get armed(): string | undefined {
    return this.#armed;
  }

  get message(): Message {
    return this.#message;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Hear of every change; for panels, not for rows. */
  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Hear of changes that touch one row. */
  subscribeRow(row: number, listener: Listener): () => void {
    const listeners = this.#rowListeners.get(row) ?? new Set();
    this.#rowListeners.set(row, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  rowKey(row: number): string {
    const range = this.sheet.rows[row];
    return range === undefined ? "" : rowKey(range, this.#spans, this.#caret);
  }

  // Where the caret goes

  move(step: Step, way: Way): void {
    const from = this.#departure(step, way);
    this.place(stepFrom(this.sheet, this.#spans, from, step, way));
  }

  /** From a selection, an arrow leaves by the side it points to. */
  #departure(step: Step, way: Way): number {
    const { start, end } = selection(this.#caret);
    if (step !== "token" || collapsed(this.#caret)) return this.#caret.token;
    return way === 1 ? end - 1 : start;
  }

  candidate(way: Way): void {
    const token = candidate(this.sheet, this.#spans, this.#caret.token, way);
    if (token === undefined) this.#say("No further name or number without a label.");
    else this.place(token);
  }

  place(token: number): void {
    if (this.sheet.length === 0) return;
    const caret = caretAt(Math.max(0, Math.min(token, this.sheet.length - 1)));
    this.#become({ spans: this.#spans, caret }, spoken(this.sheet, this.#spans, caret));
  }

  select(way: Way): void {
    this.selectTo(this.#caret.token + way);
  }

  selectTo(token: number): void {
    if (this.sheet.length === 0) return;
    const caret = selectTo(this.sheet, this.#caret, token);
    this.#become({ spans: this.#spans, caret }, spoken(this.sheet, this.#spans, caret));
  }

  /** A drag has ended: leave out the comma it ran over, and give the held label. */
  endDrag(): void {
    const caret = trimmed(this.sheet, this.#caret);
    this.#become({ spans: this.#spans, caret }, this.#message.text);
    if (this.#armed !== undefined && !collapsed(caret)) this.label(this.#armed);
  }

  /** A tap: a first one puts the caret, a second one on free words of the same sentence selects up to there. */
  tap(token: number): void {
    const { start, end } = this.sheet.sentenceAt(this.#caret.token);
    const free = (place: number): boolean => at(this.#spans, place) === undefined;
    const reaches = this.#caret.placed && collapsed(this.#caret) && token >= start && token < end;
    if (reaches && token !== this.#caret.token && free(token) && free(this.#caret.token)) {
      this.selectTo(token);
    } else this.place(token);
  }

  /** A click on a label: it labels what the person has marked, else the label is held for what comes. */
  give(label: string): void {
    if (this.#caret.placed || !collapsed(this.#caret)) this.label(label);
    else this.arm(this.#armed === label ? undefined : label);
  }

  arm(label: string | undefined): void {
    this.#armed = label;
    this.#say(
      label === undefined ? "No label held." : `${label} held: drag or double-click words.`,
    );
  }

  /** Hold a label that was held in the document before; nobody needs to be told. */
  carry(label: string | undefined): void {
    this.#armed = label;
  }

  /** Let go of the selection first, then of the held label. */
  disarm(): void {
    if (collapsed(this.#caret)) this.arm(undefined);
    else this.place(this.#caret.token);
  }

  // What changes spans

  /** What a label would be given to: the selection, else the span at the caret, else the token. */
  target(): TokenRange | undefined {
    if (this.sheet.length === 0) return undefined;
    if (!collapsed(this.#caret)) return selection(this.#caret);
    return at(this.#spans, this.#caret.token) ?? selection(this.#caret);
  }

  label(label: string): void {
    const target = this.target();
    this.#armed = label;
    if (target !== undefined) this.labelRange(target, label);
  }

  labelRange(range: TokenRange, label: string): void {
    const gone = touching(this.#spans, range).filter(
      (span) => span.end - span.start !== range.end - range.start,
    );
    const spans = this.#pieces(range).reduce(
      (all, piece) => put(all, { ...piece, label }),
      this.#spans,
    );
    const name = `${quote(this.sheet, range)}, ${label}`;
    const replaced =
      gone.length === 0
        ? ""
        : `; replaced ${gone.map((span) => named(this.sheet, span)).join(", ")}`;
    const kind = gone.length === 0 ? "heard" : "read";
    this.#act({ spans, caret: caretAt(range.end - 1, false) }, name, `${name}${replaced}.`, kind);
  }

  #pieces(range: TokenRange): TokenRange[] {
    if (!this.#perToken) return [{ start: range.start, end: range.end }];
    return Array.from({ length: range.end - range.start }, (_, index) => ({
      start: range.start + index,
      end: range.start + index + 1,
    }));
  }

  /** Label the target and every same run that has no label yet: one act, one undo. */
  labelSame(label: string): void {
    const target = this.target();
    this.#armed = label;
    if (target === undefined) return;
    const runs = [target, ...identical(this.sheet, put(this.#spans, { ...target, label }), target)];
    const pieces = runs.flatMap((run) => this.#pieces(run));
    const spans = pieces.reduce((all, piece) => put(all, { ...piece, label }), this.#spans);
    const text = `${String(runs.length)} labelled ${label}`;
    const caret = caretAt(target.end - 1, false);
    this.#act({ spans, caret }, `${quote(this.sheet, target)}, ${label}`, text, "undoable");
  }

  remove(token: number = this.#caret.token): void {
    const span = at(this.#spans, token);
    if (span === undefined) this.#say("There is no span at the caret.");
    else {
      const name = `${quote(this.sheet, span)}, no label`;
      this.#act(
        { spans: drop(this.#spans, span), caret: caretAt(span.start, false) },
        name,
        `${name}.`,
      );
    }
  }

  resize(edge: Edge, by: Way, token: number = this.#caret.token): void {
    const span = at(this.#spans, token);
    if (span === undefined) return this.#say("There is no span at the caret.");
    const resized = resize(this.#spans, span, edge, by, this.sheet.sentenceAt(span.start));
    if ("refused" in resized) return this.#say(REFUSALS[resized.refused]);
    const spans = put(drop(this.#spans, span), resized.span);
    const caret = caretAt(edge === "end" ? resized.span.end - 1 : resized.span.start, false);
    this.#act({ spans, caret }, "new bounds", `${named(this.sheet, resized.span)}.`);
  }

  /** Take over spans from elsewhere, such as another person's saved version. */
  replace(spans: Spans, name: string): void {
    this.#act({ spans, caret: this.#caret }, name, `${name}.`, "undoable");
  }

  undo(): void {
    this.#travel(this.#history.undo(), "before", "Undone", "Nothing to undo.");
  }

  redo(): void {
    this.#travel(this.#history.redo(), "after", "Redone", "Nothing to redo.");
  }

  #travel(act: Act<Moment> | undefined, to: "before" | "after", said: string, none: string): void {
    if (act === undefined) this.#say(none);
    else this.#become(act[to], `${said}: ${act.name}.`, "read");
  }

  #act(after: Moment, name: string, text: string, kind: Message["kind"] = "heard"): void {
    if (equal(this.#spans, after.spans)) {
      this.#become({ spans: this.#spans, caret: after.caret }, text);
      return;
    }
    this.#history.record({ before: { spans: this.#spans, caret: this.#caret }, after, name });
    this.#become(after, text, kind);
  }

  // Telling

  #become(next: Moment, text: string, kind: Message["kind"] = "heard"): void {
    const before: Moment = { spans: this.#spans, caret: this.#caret };
    this.#spans = next.spans;
    this.#caret = next.caret;
    this.#message = { text, kind };
    this.#tellRows(before, next);
    this.#tell();
  }

  #tellRows(before: Moment, after: Moment): void {
    for (const row of rowsTouched(this.sheet, before, after)) {
      this.#rowListeners.get(row)?.forEach((listener) => listener());
    }
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }

  #say(text: string): void {
    this.#message = { text, kind: "read" };
    this.#tell();
  }
}
