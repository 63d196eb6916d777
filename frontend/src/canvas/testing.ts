/** Documents and spans by chance, for the property tests. */

import fc from "fast-check";
import { Sheet } from "./sheet";
import { type Spans, put } from "./spans";
import { codePoint } from "./offsets";

/** Words as people meet them: emoji joined from several, combining marks, other planes, other scripts. */
export const words = fc.constantFrom(
  "Sony",
  "CE",
  "rocks",
  ",",
  "👩‍👩‍👧",
  "é",
  "𝒳𝒴",
  "日",
  "العربية",
  "X200",
  "🇨🇦",
);

const gaps = fc.constantFrom(" ", "", "\r\n", "\t", "\u00a0");

/** A text put together from words and gaps, with its tokens in code points and its sentences. */
export const sheets = fc
  .array(fc.array(fc.tuple(words, gaps), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((sentences) => sheetOfWords(sentences));

export function sheetOfWords(sentences: (readonly (readonly [string, string])[])[]): Sheet {
  let text = "";
  const tokens: (readonly [ReturnType<typeof codePoint>, ReturnType<typeof codePoint>])[] = [];
  const ranges: [number, number][] = [];
  for (const sentence of sentences) {
    const first = tokens.length;
    for (const [word, gap] of sentence) {
      const start = [...text].length;
      text += word;
      tokens.push([codePoint(start), codePoint([...text].length)]);
      text += gap;
    }
    ranges.push([first, tokens.length]);
  }
  return new Sheet(text, tokens, ranges);
}

/** A sheet from plain sentences, tokens cut at spaces. */
export function plainSheet(...sentences: string[]): Sheet {
  return sheetOfWords(
    sentences.map((sentence) => sentence.split(" ").map((word) => [word, " "] as const)),
  );
}

const labels = fc.constantFrom("PER", "ORG", "LOC");

/** Valid spans on a sheet: sorted, apart, each within its sentence. */
export const spansOn = (sheet: Sheet): fc.Arbitrary<Spans> =>
  fc.array(fc.tuple(fc.nat(sheet.length - 1), fc.nat(3), labels), { maxLength: 10 }).map((picks) =>
    picks.reduce<Spans>((spans, [start, more, label]) => {
      const end = Math.min(start + 1 + more, sheet.sentenceAt(start).end);
      return put(spans, { start, end, label });
    }, []),
  );

export const sheetWithSpans = sheets.chain((sheet) =>
  fc.record({ sheet: fc.constant(sheet), spans: spansOn(sheet) }),
);

/** What must always hold of spans on a sheet. */
export function sortedWithin(sheet: Sheet, spans: Spans): boolean {
  return spans.every(
    (span, index) =>
      span.start < span.end &&
      span.end <= sheet.sentenceAt(span.start).end &&
      span.end <= (spans[index + 1]?.start ?? Infinity),
  );
}
