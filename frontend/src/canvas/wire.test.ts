import fc from "fast-check";
import { expect, test } from "vitest";
import { sheetOf, spansFromWire, spansToWire } from "./wire";
import { plainSheet, sheetWithSpans } from "./testing";

test("spans survive the way to code points and back", () => {
  fc.assert(
    fc.property(sheetWithSpans, ({ sheet, spans }) => {
      expect(spansFromWire(sheet, spansToWire(sheet, spans))).toEqual(spans);
    }),
  );
});

test("what travels cuts the text as Python would", () => {
  fc.assert(
    fc.property(sheetWithSpans, ({ sheet, spans }) => {
      const points = [...sheet.text];
      spansToWire(sheet, spans).forEach((wire, index) => {
        const span = spans[index];
        expect(span && sheet.words(span)).toBe(points.slice(wire.start, wire.end).join(""));
      });
    }),
  );
});

test("a document as the API sends it", () => {
  const sheet = sheetOf({
    text: "👩‍🚀 flies",
    tokens: [
      [0, 3],
      [4, 9],
    ],
    sentences: [[0, 2]],
  });
  expect(sheet.word(0)).toBe("👩‍🚀");
  expect(spansFromWire(sheet, [{ start: 0, end: 3, label: "PER" }])).toEqual([
    { start: 0, end: 1, label: "PER" },
  ]);
});

test("a span that cuts a token or overlaps is an error, not a loss", () => {
  const sheet = plainSheet("Maria Keller");
  const per = (start: number, end: number) => ({ start, end, label: "PER" });
  expect(() => spansFromWire(sheet, [per(0, 3)])).toThrow("PER at 0–3 does not begin and end");
  expect(() => spansFromWire(sheet, [per(0, 12), per(6, 12)])).toThrow("overlaps");
});
