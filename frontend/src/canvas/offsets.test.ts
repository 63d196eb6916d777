import fc from "fast-check";
import { expect, test } from "vitest";
import { Offsets, codePoint, utf16 } from "./offsets";

const texts = fc.string({ unit: "binary" });

test("a code point's place in UTF-16 is the length of the text before it", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const offsets = new Offsets(text);
      const points = [...text];
      for (let at = 0; at <= points.length; at += 1) {
        const before = points.slice(0, at).join("");
        expect(offsets.toUtf16(codePoint(at))).toBe(before.length);
      }
    }),
  );
});

test("a place survives the way to UTF-16 and back", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const offsets = new Offsets(text);
      for (let at = 0; at <= offsets.length; at += 1) {
        expect(offsets.toCodePoint(offsets.toUtf16(codePoint(at)))).toBe(at);
      }
    }),
  );
});

test("the middle of an emoji is no place", () => {
  const offsets = new Offsets("a👩‍🚀b");
  expect(() => offsets.toCodePoint(utf16(2))).toThrow("middle of a character");
  expect(offsets.toCodePoint(utf16(1))).toBe(1);
  expect(offsets.toCodePoint(utf16(3))).toBe(2);
});

test("a place outside the text is refused", () => {
  const offsets = new Offsets("ab");
  expect(() => offsets.toUtf16(codePoint(3))).toThrow("outside the text");
  expect(() => offsets.toUtf16(codePoint(-1))).toThrow("outside the text");
  expect(() => offsets.toCodePoint(utf16(3))).toThrow("outside the text");
});
