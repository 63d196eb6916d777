/** Places in a text, counted in two units: the API counts code points, JavaScript and the DOM count UTF-16. */

declare const unit: unique symbol;

/** A place counted in Unicode code points, as the API and Python count. */
export type CodePoint = number & { readonly [unit]: "code point" };
/** A place counted in UTF-16 units, as `String.prototype.slice` counts. */
export type Utf16 = number & { readonly [unit]: "utf-16" };

export const codePoint = (at: number): CodePoint => at as CodePoint;
export const utf16 = (at: number): Utf16 => at as Utf16;

/** Converts places of one text both ways; built once per document. */
export class Offsets {
  readonly length: CodePoint;
  /** Code-point place of each character that takes two UTF-16 units, ascending. */
  readonly #wide: number[] = [];

  constructor(text: string) {
    let at = 0;
    for (const character of text) {
      if (character.length === 2) this.#wide.push(at);
      at += 1;
    }
    this.length = codePoint(at);
  }

  /** @throws RangeError outside the text. */
  toUtf16(at: CodePoint): Utf16 {
    if (at < 0 || at > this.length)
      throw new RangeError(`Code point ${String(at)} is outside the text.`);
    return utf16(at + countBelow(this.#wide, (wide) => wide < at));
  }

  /** @throws RangeError outside the text or between the two halves of a character. */
  toCodePoint(at: Utf16): CodePoint {
    const before = countBelow(this.#wide, (wide, index) => wide + index < at);
    const place = at - before;
    const last = this.#wide[before - 1];
    if (last !== undefined && last + before === at) {
      throw new RangeError(`UTF-16 offset ${String(at)} is in the middle of a character.`);
    }
    if (at < 0 || place > this.length)
      throw new RangeError(`UTF-16 offset ${String(at)} is outside the text.`);
    return codePoint(place);
  }
}

/** How many leading items of a list hold true, by halving: the list is true first, then false. */
export function countBelow<T>(
  items: readonly T[],
  holds: (item: T, index: number) => boolean,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle] as T, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
