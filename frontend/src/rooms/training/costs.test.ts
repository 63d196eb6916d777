import { describe, expect, it } from "vitest";
import type { Thresholds } from "../../api/types";
import { cheapest, choices } from "./costs";

const kept = { support: 10, predicted: [12, 8, 3], right: [8, 7, 3] };
const grid = [0, 0.5, 0.9];
const table: Thresholds = { grid, chosen_on: "dev", choose: { A: kept }, report: { A: kept } };

describe("the cost of errors (V7)", () => {
  it("counts false and missed entities by their price", () => {
    const [one] = choices(table, { A: { false: 1, missed: 1 } });
    expect(one).toEqual({ label: "A", threshold: 0.5, all: 6, chosen: 4 });
  });
  it("keeps only sure answers where a false one is dear", () => {
    expect(grid[cheapest(kept, grid, { false: 10, missed: 1 })]).toBe(0.9);
  });
  it("keeps every answer where a missed one is dear, and where nothing costs anything", () => {
    expect(cheapest(kept, grid, { false: 1, missed: 10 })).toBe(0);
    expect(cheapest(kept, grid, { false: 0, missed: 0 })).toBe(0);
  });
  it("knows a label that the part to choose on lacks", () => {
    const [one] = choices({ ...table, choose: {} }, {});
    expect(one).toMatchObject({ threshold: 0, all: 6, chosen: 6 });
  });
});
