/** What a row shows, as plain pieces a component can draw and as a short string to compare. */

import { type Caret, selection } from "./caret";
import type { Row, Sheet, TokenRange } from "./sheet";
import { type Span, type Spans, touching } from "./spans";

/** A stretch of tokens inside one span, or between spans. */
export interface Piece extends TokenRange {
  readonly span: Span | undefined;
}

export interface RowPaint {
  readonly pieces: readonly Piece[];
  readonly caret: number | undefined;
  readonly selected: TokenRange | undefined;
}

export function paintRow(row: Row, spans: Spans, caret: Caret): RowPaint {
  const inside = caret.token >= row.start && caret.token < row.end;
  return {
    pieces: piecesOf(row, spans),
    caret: inside ? caret.token : undefined,
    selected: caret.anchor === caret.token ? undefined : overlap(row, selection(caret)),
  };
}

function piecesOf(row: TokenRange, spans: Spans): Piece[] {
  const pieces: Piece[] = [];
  let from = row.start;
  for (const span of touching(spans, row)) {
    const start = Math.max(span.start, row.start);
    const end = Math.min(span.end, row.end);
    if (from < start) pieces.push({ start: from, end: start, span: undefined });
    pieces.push({ start, end, span });
    from = end;
  }
  if (from < row.end) pieces.push({ start: from, end: row.end, span: undefined });
  return pieces;
}

function overlap(one: TokenRange, other: TokenRange): TokenRange | undefined {
  const start = Math.max(one.start, other.start);
  const end = Math.min(one.end, other.end);
  return start < end ? { start, end } : undefined;
}

/** Equal strings mean an equal picture: a row whose string stands still is not drawn again. */
export function rowKey(row: Row, spans: Spans, caret: Caret): string {
  const shown = touching(spans, row).map((span) => `${span.start}-${span.end}${span.label}`);
  const { start, end } = selection(caret);
  const here = start < row.end && end > row.start ? `${start}-${end}@${caret.token}` : "";
  return `${here}|${shown.join("|")}`;
}

/** All that rows are drawn from. */
export interface Moment {
  readonly spans: Spans;
  readonly caret: Caret;
}

/** The rows whose picture can differ between two moments. */
export function rowsTouched(sheet: Sheet, before: Moment, after: Moment): Set<number> {
  const carets = [selection(before.caret), selection(after.caret)];
  const rows = new Set<number>();
  for (const range of [...carets, ...changed(before.spans, after.spans)]) {
    const last = sheet.rowOf(range.end - 1);
    for (let row = sheet.rowOf(range.start); row <= last; row += 1) rows.add(row);
  }
  return rows;
}

/** The spans that only one of two moments has. */
function changed(before: Spans, after: Spans): Span[] {
  if (before === after) return [];
  const old = new Set(before);
  const now = new Set(after);
  return [...before.filter((span) => !now.has(span)), ...after.filter((span) => !old.has(span))];
}
