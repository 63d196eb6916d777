import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csv, linePath, rangeOf, scale, ticks } from "./chart-scale";

describe("axes", () => {
  it("write round numbers", () => {
    expect(ticks({ from: 0, to: 1 })).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks({ from: 0, to: 25 }, 5)).toEqual([0, 5, 10, 15, 20, 25]);
    expect(ticks({ from: 0.62, to: 0.84 })).toEqual([0.65, 0.7, 0.75, 0.8]);
  });

  it("never write a number outside the range, nor more than a dozen", () => {
    const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(numbers, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (from, width) => {
        const range = { from, to: from + width };
        const found = ticks(range);
        const slack = width * 1e-6 + Math.abs(from) * 8 * Number.EPSILON;
        expect(found.length).toBeLessThanOrEqual(12);
        expect(found.every((tick) => tick >= from - slack && tick <= range.to + slack)).toBe(true);
      }),
    );
  });

  it("give a flat line some air", () => {
    expect(rangeOf([5, 5])).toEqual({ from: 4.5, to: 5.5 });
    expect(rangeOf([])).toEqual({ from: 0, to: 1 });
    expect(rangeOf([0.2], { from: 0, to: 1 })).toEqual({ from: 0, to: 1 });
  });

  it("put the ends of the range at the ends of the picture", () => {
    const y = scale({ from: 0, to: 2 }, 100, 0);
    expect([y(0), y(1), y(2)]).toEqual([100, 50, 0]);
  });
});

it("a line breaks where a value is missing", () => {
  expect(linePath([[0, 1], [1, 2], null, [3, 4]])).toBe("M0.0 1.0L1.0 2.0M3.0 4.0");
});

it("a cell with commas or quotes survives as CSV", () => {
  expect(csv([["a,b", 'say "x"', null, 0.5]])).toBe('"a,b","say ""x""",,0.5\r\n');
});
