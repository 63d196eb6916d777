import fc from "fast-check";
import { expect, test } from "vitest";
import { codePoint } from "./offsets";
import { ROW_LIMIT, Sheet } from "./sheet";
import { plainSheet, sheets } from "./testing";

test("words and gaps put together are the text between first and last token", () => {
  fc.assert(
    fc.property(sheets, (sheet) => {
      let text = "";
      for (let token = 0; token < sheet.length; token += 1)
        text += sheet.word(token) + sheet.gap(token);
      expect(text).toBe(sheet.words({ start: 0, end: sheet.length }));
    }),
  );
});

test("a range is found again by its code points, which cut the text as Python would", () => {
  fc.assert(
    fc.property(sheets, fc.nat(), fc.nat(), (sheet, one, other) => {
      const start = one % sheet.length;
      const end = start + 1 + (other % (sheet.length - start));
      const [from, to] = sheet.codePoints({ start, end });
      expect([...sheet.text].slice(from, to).join("")).toBe(sheet.words({ start, end }));
      expect(sheet.tokensBetween(from, to)).toEqual({ start, end });
    }),
  );
});

test("every token is in exactly one row and one sentence", () => {
  fc.assert(
    fc.property(sheets, (sheet) => {
      for (let token = 0; token < sheet.length; token += 1) {
        const rows = sheet.rows.filter((row) => row.start <= token && token < row.end);
        expect(rows).toEqual([sheet.rows[sheet.rowOf(token)]]);
        const { start, end } = sheet.sentenceAt(token);
        expect(start <= token && token < end).toBe(true);
      }
    }),
  );
});

test("places inside a token are no range", () => {
  const sheet = plainSheet("Maria Keller");
  expect(sheet.tokensBetween(codePoint(1), codePoint(5))).toBeUndefined();
  expect(sheet.tokensBetween(codePoint(0), codePoint(6))).toBeUndefined();
  expect(sheet.tokensBetween(codePoint(5), codePoint(5))).toBeUndefined();
});

test("a very long sentence is drawn in pieces and stays one sentence", () => {
  const sheet = plainSheet(Array.from({ length: 2 * ROW_LIMIT + 1 }, () => "a").join(" "));
  expect(sheet.rows.map((row) => row.end - row.start)).toEqual([ROW_LIMIT, ROW_LIMIT, 1]);
  expect(sheet.sentenceAt(ROW_LIMIT)).toEqual({ start: 0, end: sheet.length });
});

test("a right-to-left sentence is known by its first letter, not by its figures", () => {
  const [arabic, english] = plainSheet("12 شركة سوني", "3 cameras שלום").rows;
  expect(arabic?.direction).toBe("rtl");
  expect(english?.direction).toBe("ltr");
});

test("a text without tokens has no rows", () => {
  expect(new Sheet("  ", [], []).rows).toEqual([]);
});

test("tokens that no sentence claims are shown as one sentence", () => {
  const tokens = [[codePoint(0), codePoint(1)] as const];
  expect(new Sheet("a", tokens, []).rows).toHaveLength(1);
});
