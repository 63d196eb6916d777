/** What the canvas says of its acts, in a person's words. */

import { type Caret, collapsed, selection } from "./caret";
import type { Sheet, TokenRange } from "./sheet";
import { type Span, type Spans, at } from "./spans";

/** What a person hears after each step, and also reads after an act: `undoable` asks for an undo button beside it. */
export interface Message {
  readonly text: string;
  readonly kind: "heard" | "read" | "undoable";
}

export const REFUSALS = {
  empty: "A span keeps at least one word; Backspace removes it.",
  sentence: "A span stays within its sentence.",
  neighbour: "Another span is in the way; remove it first.",
} as const;

export const QUIET: Message = { text: "", kind: "heard" };

/** What a caret that has come to rest stands on. */
export function spoken(sheet: Sheet, spans: Spans, caret: Caret): string {
  if (!collapsed(caret)) return `${sheet.words(selection(caret))} selected`;
  const span = at(spans, caret.token);
  return span === undefined ? sheet.word(caret.token) : named(sheet, span);
}

export function named(sheet: Sheet, span: Span): string {
  return `${quote(sheet, span)}, ${span.label}`;
}

const LONG = 60;

/** The words of a range, cut where they are many. */
export function quote(sheet: Sheet, range: TokenRange): string {
  const words = sheet.words(range).replace(/\s+/gu, " ");
  return words.length > LONG ? `${words.slice(0, LONG - 2)}…` : words;
}
