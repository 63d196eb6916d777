/** Labelled token ranges: always sorted, never overlapping, never changed in place. */

import { countBelow } from "./offsets";
import type { TokenRange } from "./sheet";

export interface Span extends TokenRange {
  readonly label: string;
}

export type Spans = readonly Span[];
export type Edge = "start" | "end";

/** Index of the first span that ends after a token. */
export function firstFrom(spans: Spans, token: number): number {
  return countBelow(spans, (span) => span.end <= token);
}

export function at(spans: Spans, token: number): Span | undefined {
  const span = spans[firstFrom(spans, token)];
  return span !== undefined && span.start <= token ? span : undefined;
}

/** The spans that share a token with a range. */
export function touching(spans: Spans, range: TokenRange): Spans {
  return spans.slice(
    firstFrom(spans, range.start),
    countBelow(spans, (span) => span.start < range.end),
  );
}

/** Add a span; it takes the place of every span it touches. */
export function put(spans: Spans, span: Span): Spans {
  const from = firstFrom(spans, span.start);
  const to = countBelow(spans, (other) => other.start < span.end);
  return [...spans.slice(0, from), span, ...spans.slice(Math.max(from, to))];
}

export function drop(spans: Spans, span: Span): Spans {
  return spans.filter((other) => other !== span);
}

export function sameSpan(one: Span, other: Span): boolean {
  return one.start === other.start && one.end === other.end && one.label === other.label;
}

export function equal(one: Spans, other: Spans): boolean {
  return (
    one.length === other.length && one.every((span, index) => sameSpan(span, other[index] as Span))
  );
}

export type Resized =
  { readonly span: Span } | { readonly refused: "empty" | "sentence" | "neighbour" };

/** Move one edge of a span by one token. A neighbour is never eaten: the act is refused instead. */
export function resize(
  spans: Spans,
  span: Span,
  edge: Edge,
  by: 1 | -1,
  sentence: TokenRange,
): Resized {
  const moved: Span = { ...span, [edge]: span[edge] + by };
  if (moved.start >= moved.end) return { refused: "empty" };
  if (moved.start < sentence.start || moved.end > sentence.end) return { refused: "sentence" };
  if (touching(spans, moved).some((other) => other !== span)) return { refused: "neighbour" };
  return { span: moved };
}

/** Theirs, and those of mine that touch none of theirs. */
export function union(theirs: Spans, mine: Spans): Spans {
  return mine.reduce(
    (all, span) => (touching(theirs, span).length === 0 ? put(all, span) : all),
    theirs,
  );
}
