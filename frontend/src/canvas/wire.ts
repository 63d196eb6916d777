/** Spans as the API speaks of them: code points into the document's text. */

import { type CodePoint, codePoint } from "./offsets";
import { Sheet } from "./sheet";
import { type Spans, put, touching } from "./spans";

export interface WireSpan {
  readonly start: CodePoint;
  readonly end: CodePoint;
  readonly label: string;
}

export interface LooseSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** A document's text, tokens and sentences as they arrive. */
export interface WireText {
  readonly text: string;
  readonly tokens: readonly (readonly number[])[];
  readonly sentences: readonly (readonly number[])[];
}

export function sheetOf({ text, tokens, sentences }: WireText): Sheet {
  return new Sheet(
    text,
    tokens.map(([start, end]) => [codePoint(start ?? 0), codePoint(end ?? 0)] as const),
    sentences.map(([start, end]) => [start ?? 0, end ?? 0] as const),
  );
}

/** @throws RangeError for a span that cuts a token or overlaps another: drawing it would lose it on the next save. */
export function spansFromWire(sheet: Sheet, wire: readonly LooseSpan[]): Spans {
  let spans: Spans = [];
  for (const { start, end, label } of wire) {
    const range = sheet.tokensBetween(codePoint(start), codePoint(end));
    const place = `The span ${label} at ${String(start)}–${String(end)}`;
    if (range === undefined) throw new RangeError(`${place} does not begin and end with a token.`);
    if (touching(spans, range).length > 0) throw new RangeError(`${place} overlaps another span.`);
    spans = put(spans, { ...range, label });
  }
  return spans;
}

export function spansToWire(sheet: Sheet, spans: Spans): WireSpan[] {
  return spans.map((span) => {
    const [start, end] = sheet.codePoints(span);
    return { start, end, label: span.label };
  });
}
