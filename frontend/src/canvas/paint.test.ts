import fc from "fast-check";
import { expect, test } from "vitest";
import { caretAt } from "./caret";
import { paintRow, rowKey } from "./paint";
import { put } from "./spans";
import { plainSheet, sheetWithSpans } from "./testing";

test("the pieces of a row cover each token once, in order", () => {
  fc.assert(
    fc.property(sheetWithSpans, ({ sheet, spans }) => {
      for (const row of sheet.rows) {
        const tokens = paintRow(row, spans, caretAt(0)).pieces.flatMap(({ start, end }) =>
          Array.from({ length: end - start }, (_, index) => start + index),
        );
        expect(tokens).toEqual(
          Array.from({ length: row.end - row.start }, (_, index) => row.start + index),
        );
      }
    }),
  );
});

test("rows with the same key have the same picture", () => {
  const sheet = plainSheet("one two", "three four");
  const [row, other] = sheet.rows as [(typeof sheet.rows)[0], (typeof sheet.rows)[0]];
  const before = rowKey(row, [], caretAt(0));
  const spans = put([], { start: 2, end: 3, label: "PER" });
  expect(rowKey(row, spans, caretAt(0))).toBe(before);
  expect(rowKey(other, spans, caretAt(0))).not.toBe(rowKey(other, [], caretAt(0)));
  expect(rowKey(row, [], caretAt(1))).not.toBe(before);
  expect(rowKey(row, [], { anchor: 1, token: 0, placed: true })).not.toBe(before);
});

test("a span that reaches in from another row is drawn as far as it reaches", () => {
  const row = { start: 2, end: 4, sentence: 1, direction: "ltr" } as const;
  const span = { start: 1, end: 3, label: "PER" };
  expect(paintRow(row, [span], caretAt(0)).pieces).toEqual([
    { start: 2, end: 3, span },
    { start: 3, end: 4, span: undefined },
  ]);
});
