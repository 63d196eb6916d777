import fc from "fast-check";
import { expect, test } from "vitest";
import { spansOf, tagAt, tagsOf } from "./bio";
import { sheetWithSpans } from "./testing";

test("spans survive the way to tags and back", () => {
  fc.assert(
    fc.property(sheetWithSpans, ({ sheet, spans }) => {
      expect(spansOf(tagsOf(sheet.length, spans))).toEqual(spans);
    }),
  );
});

test("the tag of one token is the tag of the whole row at its place", () => {
  fc.assert(
    fc.property(sheetWithSpans, ({ sheet, spans }) => {
      const one = Array.from({ length: sheet.length }, (_, token) => tagAt(spans, token));
      expect(one).toEqual(tagsOf(sheet.length, spans));
    }),
  );
});

test("two spans of one label side by side stay two", () => {
  const spans = [
    { start: 0, end: 1, label: "PER" },
    { start: 1, end: 3, label: "PER" },
  ];
  expect(tagsOf(3, spans)).toEqual(["B-PER", "B-PER", "I-PER"]);
});

test("an I that continues nothing begins a span", () => {
  expect(spansOf(["O", "I-ORG", "I-PER"])).toEqual([
    { start: 1, end: 2, label: "ORG" },
    { start: 2, end: 3, label: "PER" },
  ]);
});
