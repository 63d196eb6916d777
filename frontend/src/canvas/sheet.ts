/** The text of one document as the canvas sees it: words, the gaps between them, and rows. */

import { type Direction, directionOf } from "./direction";
import { type CodePoint, Offsets, type Utf16, countBelow } from "./offsets";

/** Tokens from `start` up to, not including, `end`. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** What is drawn and redrawn as one: a sentence, or a piece of a very long one. */
export interface Row extends TokenRange {
  readonly sentence: number;
  readonly direction: Direction;
}

/** A row longer than this is drawn in pieces, so that one key press never redraws a whole book. */
export const ROW_LIMIT = 400;

export class Sheet {
  readonly text: string;
  readonly length: number;
  readonly sentences: readonly TokenRange[];
  readonly rows: readonly Row[];
  readonly #starts: Utf16[];
  readonly #ends: Utf16[];
  #words: ReadonlySet<string> | undefined;
  readonly #points: readonly (readonly [CodePoint, CodePoint])[];

  constructor(
    text: string,
    tokens: readonly (readonly [CodePoint, CodePoint])[],
    sentences: readonly (readonly [number, number])[],
  ) {
    const offsets = new Offsets(text);
    this.text = text;
    this.length = tokens.length;
    this.#points = tokens;
    this.#starts = tokens.map(([start]) => offsets.toUtf16(start));
    this.#ends = tokens.map(([, end]) => offsets.toUtf16(end));
    this.sentences = covering(sentences, tokens.length);
    this.rows = this.sentences.flatMap((range, sentence) => this.#rowsOf(range, sentence));
  }

  #rowsOf({ start, end }: TokenRange, sentence: number): Row[] {
    const direction = directionOf(this.words({ start, end }));
    const rows: Row[] = [];
    for (let at = start; at < end; at += ROW_LIMIT) {
      rows.push({ start: at, end: Math.min(at + ROW_LIMIT, end), sentence, direction });
    }
    return rows;
  }

  word(token: number): string {
    return this.text.slice(this.#starts[token], this.#ends[token]);
  }

  /** Whether a word stands anywhere in the text. */
  has(word: string): boolean {
    this.#words ??= new Set(this.#starts.map((_, token) => this.word(token)));
    return this.#words.has(word);
  }

  /** The text between a token and the next one. */
  gap(token: number): string {
    return token + 1 < this.length
      ? this.text.slice(this.#ends[token], this.#starts[token + 1])
      : "";
  }

  /** The text a range covers, as it was written. */
  words({ start, end }: TokenRange): string {
    return end > start ? this.text.slice(this.#starts[start], this.#ends[end - 1]) : "";
  }

  /** Where a range lies in the text, in the API's unit. */
  codePoints({ start, end }: TokenRange): readonly [CodePoint, CodePoint] {
    const first = this.#points[start];
    const last = this.#points[end - 1];
    if (first === undefined || last === undefined || end <= start) {
      throw new RangeError(`There are no tokens ${String(start)}–${String(end)} in this document.`);
    }
    return [first[0], last[1]];
  }

  /** The tokens that lie exactly between two places, or nothing when a place is inside a token. */
  tokensBetween(start: CodePoint, end: CodePoint): TokenRange | undefined {
    const first = countBelow(this.#points, ([at]) => at < start);
    const last = countBelow(this.#points, ([, at]) => at < end);
    const exact = this.#points[first]?.[0] === start && this.#points[last]?.[1] === end;
    return exact && first <= last ? { start: first, end: last + 1 } : undefined;
  }

  rowOf(token: number): number {
    return Math.min(
      countBelow(this.rows, (row) => row.end <= token),
      Math.max(0, this.rows.length - 1),
    );
  }

  /** The sentence a token stands in; a span never leaves it. */
  sentenceAt(token: number): TokenRange {
    return (
      this.sentences[countBelow(this.sentences, (range) => range.end <= token)] ?? {
        start: 0,
        end: this.length,
      }
    );
  }
}

/** Sentences that hold every token: one that names no tokens is left out, and a text without any is one sentence. */
function covering(sentences: readonly (readonly [number, number])[], length: number): TokenRange[] {
  const ranges = sentences
    .filter(([start, end]) => end > start)
    .map(([start, end]) => ({ start, end }));
  if (ranges.length > 0 || length === 0) return ranges;
  return [{ start: 0, end: length }];
}
