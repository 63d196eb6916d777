import { expect, test } from "vitest";
import { type Label, freeKey, keyProblem, keyed } from "./labels";

const label = (name: string, key: string | null = null, color = 1): Label => ({
  id: 0,
  name,
  color,
  key,
});

test("labels without a key get the free digits in order", () => {
  expect(keyed([label("A"), label("B", "1"), label("C")]).map((one) => one.key)).toEqual([
    "2",
    "1",
    "3",
  ]);
});

test("a key that is an act of the page, or taken, is replaced", () => {
  expect(keyed([label("A", "n"), label("B", "q"), label("C", "Q")]).map((one) => one.key)).toEqual([
    "1",
    "q",
    "2",
  ]);
});

test("after the ten digits come letters, and then no key", () => {
  const many = keyed(Array.from({ length: 40 }, (_, index) => label(String(index))));
  expect(many[9]?.key).toBe("0");
  expect(many[10]?.key).toBe("d");
  expect(many.at(-1)?.key).toBeNull();
  expect(new Set(many.map((one) => one.key).filter((key) => key !== null)).size).toBe(25);
});

test("labels of one hue differ by pattern", () => {
  expect(
    keyed([label("A", null, 3), label("B", null, 3), label("C", null, 4)]).map(
      (one) => one.pattern,
    ),
  ).toEqual([0, 1, 0]);
});

test("a refused key says why", () => {
  const labels = keyed([label("PER", "1")]);
  expect(keyProblem("1", labels)).toBe("“1” already gives PER.");
  expect(keyProblem("b", labels)).toBe("“B” is kept for an act of this page.");
  expect(keyProblem("?", labels)).toContain("one digit or one letter");
  expect(keyProblem("q", labels)).toBeUndefined();
  expect(freeKey(labels)).toBe("2");
});
