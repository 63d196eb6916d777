import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inCodePoints, pieces } from "./highlight";

const marks = fc.array(
  fc.record({ start: fc.nat(30), end: fc.nat(40), label: fc.constantFrom("A", "B") }),
  { maxLength: 6 },
);

describe("pieces", () => {
  it("lose and double no character, whatever the spans", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), marks, (text, spans) => {
        expect(
          pieces(text, spans)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });

  it("count an emoji as one code point", () => {
    const found = pieces("📷 Sony rocks", [{ start: 2, end: 6, label: "PNAME" }]);
    expect(found).toEqual([
      { text: "📷 ", mark: null },
      { text: "Sony", mark: 0 },
      { text: " rocks", mark: null },
    ]);
  });

  it("keep the earlier of two overlapping spans whole", () => {
    const found = pieces("abcdef", [
      { start: 2, end: 6, label: "B" },
      { start: 0, end: 4, label: "A" },
    ]);
    expect(found).toEqual([
      { text: "abcd", mark: 1 },
      { text: "ef", mark: 0 },
    ]);
  });

  it("cut a span that runs beyond a shortened text", () => {
    expect(pieces("abc", [{ start: 1, end: 99, label: "A" }])).toEqual([
      { text: "a", mark: null },
      { text: "bc", mark: 0 },
    ]);
  });
});

describe("spans over tokens", () => {
  it("take the borders of their first and last token", () => {
    const tokens: [number, number][] = [
      [0, 4],
      [5, 7],
      [8, 13],
    ];
    expect(inCodePoints([{ start: 0, end: 2, label: "PNAME" }], tokens)).toEqual([
      { start: 0, end: 7, label: "PNAME" },
    ]);
  });

  it("vanish when their tokens are not there", () => {
    expect(inCodePoints([{ start: 3, end: 5, label: "A" }], [[0, 1]])).toEqual([]);
  });
});
