/** Where the person is in the text: one token, or a run of tokens within a sentence. */

import type { Sheet, TokenRange } from "./sheet";
import { type Spans, firstFrom } from "./spans";

export interface Caret {
  /** The token where a selection began; the same as `token` when nothing is selected. */
  readonly anchor: number;
  readonly token: number;
  /** Whether a person put it here. A caret that merely waits is no target for a click on a label. */
  readonly placed: boolean;
}

export type Step = "token" | "span" | "row" | "edge";
export type Way = 1 | -1;

export const caretAt = (token: number, placed = true): Caret => ({ anchor: token, token, placed });

export const collapsed = (caret: Caret): boolean => caret.anchor === caret.token;

export function selection(caret: Caret): TokenRange {
  return {
    start: Math.min(caret.anchor, caret.token),
    end: Math.max(caret.anchor, caret.token) + 1,
  };
}

/** The token that a step leads to; the caret stays where there is nothing further. */
export function stepFrom(sheet: Sheet, spans: Spans, token: number, step: Step, way: Way): number {
  if (step === "token") return clamp(token + way, 0, sheet.length - 1);
  if (step === "span") return spanStart(spans, token, way) ?? token;
  const row = sheet.rows[sheet.rowOf(token)];
  if (row === undefined) return token;
  if (step === "edge") return way === 1 ? row.end - 1 : row.start;
  const next = sheet.rows[sheet.rowOf(token) + way];
  return next === undefined ? token : Math.min(next.start + token - row.start, next.end - 1);
}

function spanStart(spans: Spans, token: number, way: Way): number | undefined {
  const here = firstFrom(spans, token);
  if (way === 1) return spans.slice(here, here + 2).find((span) => span.start > token)?.start;
  return spans.slice(Math.max(0, here - 1), here + 1).findLast((span) => span.start < token)?.start;
}

/** Select from the caret's anchor to a token, no further than the anchor's sentence. */
export function selectTo(sheet: Sheet, caret: Caret, token: number): Caret {
  const { start, end } = sheet.sentenceAt(caret.anchor);
  return { anchor: caret.anchor, token: clamp(token, start, end - 1), placed: true };
}

const CLOSING = /^[,;:.!?]+$/u;

/** A drag that runs over the comma behind a word means the word. */
export function trimmed(sheet: Sheet, caret: Caret): Caret {
  const { start, end } = selection(caret);
  if (end - start < 2 || !CLOSING.test(sheet.word(end - 1))) return caret;
  return caret.token > caret.anchor ? { ...caret, token: end - 2 } : { ...caret, anchor: end - 2 };
}

const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(value, high));
