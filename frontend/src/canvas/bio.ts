/** Spans as one tag a token: B begins, I goes on, O is outside. */

import { type Spans, at } from "./spans";

export function tagAt(spans: Spans, token: number): string {
  const span = at(spans, token);
  if (span === undefined) return "O";
  return `${span.start === token ? "B" : "I"}-${span.label}`;
}
