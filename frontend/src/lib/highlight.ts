/** Cut a text at its labelled stretches. The wire counts code points, JavaScript counts UTF-16; here they meet. */
import type { SpanOut, TokenRange } from "../api/types";

export interface Mark {
  start: number;
  end: number;
  label: string;
}

export interface Piece {
  text: string;
  mark: number | null;
}

/** Spans over tokens become spans over code points. */
export function inCodePoints(spans: readonly SpanOut[], tokens: readonly TokenRange[]): SpanOut[] {
  return spans.flatMap(({ start, end, ...rest }) => {
    const first = tokens[start];
    const last = tokens[end - 1];
    return first && last ? [{ ...rest, start: first[0], end: last[1] }] : [];
  });
}

/**
 * The text in order, each piece inside one span (its index in `marks`) or none. Spans beyond the text are cut,
 * and of two that overlap the later gives way, so every character appears exactly once.
 */
export function pieces(text: string, marks: readonly Mark[]): Piece[] {
  const points = Array.from(text);
  const order = marks.map((_, i) => i).sort((a, b) => marks[a]!.start - marks[b]!.start || a - b);
  const found: Piece[] = [];
  let at = 0;
  for (const i of order) {
    const start = Math.max(at, marks[i]!.start);
    const end = Math.min(points.length, marks[i]!.end);
    if (start >= end) continue;
    if (start > at) found.push({ text: points.slice(at, start).join(""), mark: null });
    found.push({ text: points.slice(start, end).join(""), mark: i });
    at = end;
  }
  if (at < points.length) found.push({ text: points.slice(at).join(""), mark: null });
  return found;
}
