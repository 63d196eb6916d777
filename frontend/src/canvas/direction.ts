/** Which way a row of text runs, by its first letter that has a direction of its own. */

export type Direction = "ltr" | "rtl";

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Samaritan}\p{Script=Mandaic}]/u;
const LETTER = /\p{L}/u;

/** As `dir="auto"` decides, but from the text alone: a label's tag beside it must not turn the row. */
export function directionOf(text: string): Direction {
  const letter = LETTER.exec(text);
  return letter !== null && RIGHT_TO_LEFT.test(letter[0]) ? "rtl" : "ltr";
}
