/** The same words elsewhere in the document, and words worth a look. */

import type { Sheet, TokenRange } from "./sheet";
import { type Spans, at, touching } from "./spans";

/** Every run of the same words that carries no label yet, left to right, never overlapping, never across sentences. */
export function identical(sheet: Sheet, spans: Spans, run: TokenRange): TokenRange[] {
  const words = Array.from({ length: run.end - run.start }, (_, index) =>
    sheet.word(run.start + index),
  );
  return occurrences(sheet, words).filter((found) => touching(spans, found).length === 0);
}

/** Where these words stand one after the other inside a sentence. */
export function occurrences(sheet: Sheet, words: readonly string[]): TokenRange[] {
  const found: TokenRange[] = [];
  if (words.length === 0) return found;
  for (const sentence of sheet.sentences) {
    for (let start = sentence.start; start + words.length <= sentence.end; start += 1) {
      if (!words.every((word, index) => sheet.word(start + index) === word)) continue;
      found.push({ start, end: start + words.length });
      start += words.length - 1;
    }
  }
  return found;
}

/** Where a typed phrase stands, comparing the text the tokens cover and taking any white space for one. */
export function phrase(sheet: Sheet, typed: string): TokenRange[] {
  const wanted = spaced(typed);
  const found: TokenRange[] = [];
  if (wanted === "") return found;
  for (const sentence of sheet.sentences) {
    for (let start = sentence.start; start < sentence.end; start += 1) {
      const end = phraseEnd(sheet, wanted, start, sentence.end);
      if (end !== undefined) found.push({ start, end });
    }
  }
  return found;
}

function phraseEnd(sheet: Sheet, wanted: string, start: number, limit: number): number | undefined {
  if (!wanted.startsWith(sheet.word(start))) return undefined;
  for (let end = start + 1; end <= limit; end += 1) {
    const here = spaced(sheet.words({ start, end }));
    if (here === wanted) return end;
    if (here.length >= wanted.length) return undefined;
  }
  return undefined;
}

const spaced = (text: string): string => text.replace(/\s+/gu, " ").trim();

const CAPITAL = /^\p{Lu}/u;
const SHAPED = /\p{N}|\p{L}\p{Lu}/u;

/** The next token, in one direction, that begins something a person may want to label. */
export function candidate(
  sheet: Sheet,
  spans: Spans,
  from: number,
  step: 1 | -1,
): number | undefined {
  const known = new Set(spans.map((span) => sheet.word(span.start)));
  const hit = (token: number): boolean =>
    at(spans, token) === undefined && striking(sheet, token, known);
  for (let token = from + step; token >= 0 && token < sheet.length; token += step) {
    if (!hit(token)) continue;
    if (token === sheet.sentenceAt(token).start || !hit(token - 1)) return token;
  }
  return undefined;
}

/** Capitalised, with a figure or an inner capital, or labelled elsewhere. */
function striking(sheet: Sheet, token: number, known: ReadonlySet<string>): boolean {
  const word = sheet.word(token);
  if (known.has(word) || SHAPED.test(word)) return true;
  if (!CAPITAL.test(word)) return false;
  const { start, end } = sheet.sentenceAt(token);
  if (token !== start) return true;
  // At the head of a sentence every word has a capital: it counts before another one, unless the text also writes it small.
  const small = word.toLowerCase();
  return token + 1 < end && CAPITAL.test(sheet.word(token + 1)) && !sheet.has(small);
}
