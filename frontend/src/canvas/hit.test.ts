import fc from "fast-check";
import { expect, test } from "vitest";
import { type Box, tokenAt, tokenOnNextLine } from "./hit";

const box = (token: number, left: number, top: number, width = 30): Box => ({
  token,
  left,
  right: left + width,
  top,
  bottom: top + 20,
});

// Two lines; token 2 wraps from the first to the second.
const boxes = [
  box(0, 0, 0),
  box(1, 40, 0),
  box(2, 80, 0),
  box(2, 0, 30, 10),
  box(3, 20, 30),
  box(4, 60, 30),
];

test("a point in a box hits its token", () => {
  fc.assert(
    fc.property(fc.constantFrom(...boxes), fc.nat(9), fc.nat(19), (hit, dx, dy) => {
      expect(tokenAt(boxes, hit.left + dx, hit.top + dy)).toBe(hit.token);
    }),
  );
});

test("a point in a gap hits the nearer token of its line", () => {
  expect(tokenAt(boxes, 33, 10)).toBe(0);
  expect(tokenAt(boxes, 38, 10)).toBe(1);
});

test("a point outside hits the end of the nearest line", () => {
  expect(tokenAt(boxes, 900, 10)).toBe(2);
  expect(tokenAt(boxes, 900, 500)).toBe(4);
  expect(tokenAt(boxes, -50, -50)).toBe(0);
});

test("no boxes, no token", () => {
  expect(tokenAt([], 0, 0)).toBeUndefined();
});

test("up and down keep the column", () => {
  expect(tokenOnNextLine(boxes, 1, 1)).toBe(3);
  expect(tokenOnNextLine(boxes, 4, -1)).toBe(1);
  expect(tokenOnNextLine(boxes, 0, 1)).toBe(2);
});

test("there is nothing above the first and below the last line", () => {
  expect(tokenOnNextLine(boxes, 1, -1)).toBeUndefined();
  expect(tokenOnNextLine(boxes, 3, 1)).toBeUndefined();
});
