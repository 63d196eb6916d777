import { expect, test } from "vitest";
import { caretAt, selectTo, selection, stepFrom, trimmed } from "./caret";
import { plainSheet } from "./testing";

const sheet = plainSheet("one two three ,", "four five");
const spans = [
  { start: 1, end: 3, label: "PER" },
  { start: 4, end: 5, label: "ORG" },
];

test("steps stop at the first and the last word", () => {
  expect(stepFrom(sheet, [], 0, "token", -1)).toBe(0);
  expect(stepFrom(sheet, [], 5, "token", 1)).toBe(5);
});

test("a row step keeps the column where the next row is long enough", () => {
  expect(stepFrom(sheet, [], 1, "row", 1)).toBe(5);
  expect(stepFrom(sheet, [], 3, "row", 1)).toBe(5);
  expect(stepFrom(sheet, [], 5, "row", -1)).toBe(1);
  expect(stepFrom(sheet, [], 5, "row", 1)).toBe(5);
});

test("span steps go from start to start, and back to the start of the span one is in", () => {
  expect(stepFrom(sheet, spans, 0, "span", 1)).toBe(1);
  expect(stepFrom(sheet, spans, 1, "span", 1)).toBe(4);
  expect(stepFrom(sheet, spans, 4, "span", 1)).toBe(4);
  expect(stepFrom(sheet, spans, 2, "span", -1)).toBe(1);
  expect(stepFrom(sheet, spans, 5, "span", -1)).toBe(4);
  expect(stepFrom(sheet, spans, 1, "span", -1)).toBe(1);
});

test("edges are the row's first and last word", () => {
  expect(stepFrom(sheet, [], 2, "edge", 1)).toBe(3);
  expect(stepFrom(sheet, [], 5, "edge", -1)).toBe(4);
});

test("a selection never leaves its sentence", () => {
  expect(selection(selectTo(sheet, caretAt(2), 5))).toEqual({ start: 2, end: 4 });
  expect(selection(selectTo(sheet, caretAt(4), 0))).toEqual({ start: 4, end: 5 });
});

test("a drag over a trailing comma, either way, leaves it out", () => {
  expect(selection(trimmed(sheet, selectTo(sheet, caretAt(1), 3)))).toEqual({ start: 1, end: 3 });
  expect(selection(trimmed(sheet, selectTo(sheet, caretAt(3), 1)))).toEqual({ start: 1, end: 3 });
  expect(selection(trimmed(sheet, caretAt(3)))).toEqual({ start: 3, end: 4 });
});
