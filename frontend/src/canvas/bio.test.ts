import { expect, test } from "vitest";
import { tagAt } from "./bio";

test("a span begins with B and goes on with I; two of one label side by side stay two", () => {
  const spans = [
    { start: 1, end: 2, label: "PER" },
    { start: 2, end: 4, label: "PER" },
  ];
  const tags = [0, 1, 2, 3, 4].map((token) => tagAt(spans, token));
  expect(tags).toEqual(["O", "B-PER", "B-PER", "I-PER", "O"]);
});
