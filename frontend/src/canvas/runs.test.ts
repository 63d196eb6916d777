import fc from "fast-check";
import { expect, test } from "vitest";
import { candidate, identical, occurrences, phrase } from "./runs";
import { touching } from "./spans";
import { plainSheet, sheetWithSpans } from "./testing";

test("identical runs have the same words, are free, apart and inside one sentence", () => {
  fc.assert(
    fc.property(sheetWithSpans, fc.nat(), fc.nat(2), ({ sheet, spans }, place, more) => {
      const start = place % sheet.length;
      const run = { start, end: Math.min(start + 1 + more, sheet.sentenceAt(start).end) };
      const wordsOf = (range: { start: number; end: number }) =>
        Array.from({ length: range.end - range.start }, (_, index) =>
          sheet.word(range.start + index),
        );
      const found = identical(sheet, spans, run);
      found.forEach((one, index) => {
        expect(wordsOf(one)).toEqual(wordsOf(run));
        expect(touching(spans, one)).toEqual([]);
        expect(one.end).toBeLessThanOrEqual(sheet.sentenceAt(one.start).end);
        expect(found[index + 1]?.start ?? Infinity).toBeGreaterThanOrEqual(one.end);
      });
    }),
  );
});

test("same words are found in every sentence, but not across two", () => {
  const sheet = plainSheet("New York is New York", "New", "York New York");
  expect(occurrences(sheet, ["New", "York"])).toEqual([
    { start: 0, end: 2 },
    { start: 3, end: 5 },
    { start: 7, end: 9 },
  ]);
});

test("a typed phrase is found whatever white space stands between its words", () => {
  const sheet = plainSheet("the Sony  Alpha and a Sony Alpha");
  expect(phrase(sheet, " Sony\tAlpha ").map((range) => sheet.words(range))).toEqual([
    "Sony  Alpha",
    "Sony Alpha",
  ]);
  expect(phrase(sheet, "Son")).toEqual([]);
  expect(phrase(sheet, " ")).toEqual([]);
});

test("candidates are names and numbers, each run once, without the sentence's own capital", () => {
  const sheet = plainSheet("The Sony Alpha costs the buyer 900 euros", "Maria Keller likes it");
  const stops: number[] = [];
  for (let at = candidate(sheet, [], -1, 1); at !== undefined; at = candidate(sheet, [], at, 1))
    stops.push(at);
  expect(stops.map((token) => sheet.word(token))).toEqual(["Sony", "900", "Maria"]);
});

test("a labelled word is no candidate, and its like elsewhere is one", () => {
  const sheet = plainSheet("a zoom and another zoom");
  const spans = [{ start: 1, end: 2, label: "PFEATURE" }];
  expect(candidate(sheet, spans, 0, 1)).toBe(4);
  expect(candidate(sheet, spans, 4, -1)).toBeUndefined();
});
