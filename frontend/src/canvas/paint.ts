/** What a row shows, as plain pieces a component can draw and as a short string to compare. */

import { type Caret, selection } from "./caret";
import type { Row, TokenRange } from "./sheet";
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
