import fc from "fast-check";
import { expect, test } from "vitest";
import { type Span, type Spans, at, drop, put, resize, touching, union } from "./spans";
import { sheetWithSpans, sheets, spansOn } from "./testing";

const span = (start: number, end: number, label = "PER"): Span => ({ start, end, label });

function sortedAndApart(spans: Spans): boolean {
  return spans.every(
    (one, index) => one.start < one.end && one.end <= (spans[index + 1]?.start ?? Infinity),
  );
}

test("put keeps spans sorted and apart, and every token of the new span has its label", () => {
  fc.assert(
    fc.property(sheetWithSpans, fc.nat(), fc.nat(4), ({ sheet, spans }, place, more) => {
      const start = place % sheet.length;
      const added = span(start, Math.min(start + 1 + more, sheet.length), "NEW");
      const result = put(spans, added);
      expect(sortedAndApart(result)).toBe(true);
      expect(result.filter((one) => one.label === "NEW")).toEqual([added]);
      const kept = spans.filter((one) => one.end <= added.start || one.start >= added.end);
      expect(result.filter((one) => one !== added)).toEqual(kept);
    }),
  );
});

test("at and touching find what a walk over all spans finds", () => {
  fc.assert(
    fc.property(sheetWithSpans, fc.nat(), fc.nat(), ({ sheet, spans }, one, other) => {
      const start = one % sheet.length;
      const end = start + 1 + (other % (sheet.length - start));
      expect(at(spans, start)).toBe(spans.find((each) => each.start <= start && start < each.end));
      expect(touching(spans, { start, end })).toEqual(
        spans.filter((each) => each.start < end && each.end > start),
      );
    }),
  );
});

test("a span put and dropped on free ground leaves the spans as they were", () => {
  fc.assert(
    fc.property(sheetWithSpans, fc.nat(), ({ sheet, spans }, place) => {
      const token = place % sheet.length;
      fc.pre(at(spans, token) === undefined);
      const added = span(token, token + 1);
      expect(drop(put(spans, added), added)).toEqual(spans);
    }),
  );
});

test("extending and shrinking the same edge restores the span, or was refused", () => {
  fc.assert(
    fc.property(
      sheetWithSpans,
      fc.nat(),
      fc.constantFrom("start", "end"),
      ({ sheet, spans }, place, edge) => {
        const chosen = spans[place % Math.max(1, spans.length)];
        fc.pre(chosen !== undefined);
        const sentence = sheet.sentenceAt(chosen.start);
        const outward = edge === "end" ? 1 : -1;
        const grown = resize(spans, chosen, edge as "start" | "end", outward, sentence);
        if ("refused" in grown) return;
        const after = put(drop(spans, chosen), grown.span);
        expect(after).toHaveLength(spans.length);
        const back = resize(
          after,
          grown.span,
          edge as "start" | "end",
          outward === 1 ? -1 : 1,
          sentence,
        );
        expect(back).toEqual({ span: chosen });
      },
    ),
  );
});

test("a neighbour, the sentence's border and the last token stop an edge", () => {
  const spans = [span(0, 1), span(1, 3), span(4, 5)];
  const sentence = { start: 0, end: 5 };
  const [first, second, last] = spans as [Span, Span, Span];
  expect(resize(spans, first, "end", 1, sentence)).toEqual({ refused: "neighbour" });
  expect(resize(spans, first, "end", -1, sentence)).toEqual({ refused: "empty" });
  expect(resize(spans, last, "end", 1, sentence)).toEqual({ refused: "sentence" });
  expect(resize(spans, second, "end", 1, sentence)).toEqual({ span: span(1, 4) });
});

test("a union keeps all of theirs and mine where mine is free", () => {
  const pairs = sheets.chain((sheet) => fc.tuple(spansOn(sheet), spansOn(sheet)));
  fc.assert(
    fc.property(pairs, ([theirs, mine]) => {
      const both = union(theirs, mine);
      expect(sortedAndApart(both)).toBe(true);
      expect(both).toEqual(expect.arrayContaining([...theirs]));
      const free = mine.filter((one) => touching(theirs, one).length === 0);
      expect(both).toHaveLength(theirs.length + free.length);
    }),
  );
});
