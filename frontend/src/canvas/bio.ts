/** Spans as one tag a token (B begins, I goes on, O is outside), and back. */

import { type Span, type Spans, at } from "./spans";

export function tagAt(spans: Spans, token: number): string {
  const span = at(spans, token);
  if (span === undefined) return "O";
  return `${span.start === token ? "B" : "I"}-${span.label}`;
}

export function tagsOf(length: number, spans: Spans): string[] {
  const tags = new Array<string>(length).fill("O");
  for (const span of spans) {
    for (let token = span.start; token < span.end; token += 1) {
      tags[token] = `${token === span.start ? "B" : "I"}-${span.label}`;
    }
  }
  return tags;
}

/** Read tags; an I that continues nothing begins a span. */
export function spansOf(tags: readonly string[]): Span[] {
  const spans: { start: number; end: number; label: string }[] = [];
  tags.forEach((tag, token) => {
    if (tag === "O") return;
    const label = tag.slice(2);
    const last = spans.at(-1);
    if (tag.startsWith("I") && last?.end === token && last.label === label) last.end = token + 1;
    else spans.push({ start: token, end: token + 1, label });
  });
  return spans;
}
