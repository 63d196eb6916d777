import { describe, expect, it } from "vitest";
import type { Report } from "../../api/types";
import { range, tagged, unitOf, warningsAbout } from "../../lib/report";
import { headline, withoutModel } from "./components/ScoresTab";
import { sumOf, telling } from "./components/WhyTab";

const score = { precision: 0.8, recall: 0.6, f1: 0.686, support: 50, predicted: 40 };
const old: Report = {
  entity: { micro: score, macro: score, labels: { A: score } },
  tokens: { accuracy: 0.97, tags: {} },
  confusion: { names: [], matrix: [] },
  errors: { missed: 0, spurious: 0, boundary: 0, label: 0 },
  fit: null,
  recut: null,
  truncated: null,
  parts: {
    train: { sentences: 1, tokens: 1, entities: 1 },
    dev: { sentences: 1, tokens: 1, entities: 1 },
    test: { sentences: 1, tokens: 1, entities: 1 },
  },
  best_epoch: 1,
  metrics: ["f1"],
  baseline: { ...score, f1: 0.4, name: "Each word’s most frequent tag" },
};

describe("a report", () => {
  it("leads with the F1 and its interval", () => {
    const micro = {
      ...score,
      interval: { f1: [0.61, 0.75], precision: [0, 1], recall: [0, 1] },
    } as Report["entity"]["micro"];
    const [f1] = headline({ ...old, entity: { ...old.entity, micro } });
    expect(f1).toMatchObject({ value: "0.686", note: "95 % interval 0.610 to 0.750" });
  });
  it("of before has no interval, no warnings, and its one baseline", () => {
    expect(headline(old)[0]!.note).toBe("balance of precision and recall");
    expect(range(undefined)).toBeUndefined();
    expect(warningsAbout(old, "entity")).toEqual([]);
    expect(withoutModel(old)).toMatchObject([{ value: "0.400" }]);
  });
  it("shows the best of what needs no model", () => {
    const baselines = [
      { ...score, f1: 0, kind: "majority", name: "O everywhere", accuracy: 0.8 },
      { ...score, f1: 0.5, kind: "dictionary", name: "A dictionary", accuracy: 0.9 },
    ];
    expect(withoutModel({ ...old, baselines })).toMatchObject([{ note: "A dictionary" }]);
  });
});

describe("what is counted", () => {
  const size = (tokens: number, entities: number) => ({ tokens, entities });
  it("is tags where each token of each part has one, else entities", () => {
    expect(unitOf(tagged(size(9, 9), size(0, 0)))).toEqual(["tag", "tags"]);
    expect(unitOf(tagged(size(9, 9), size(9, 2)))).toEqual(["entity", "entities"]);
  });
});

describe("why a tag was given (V8)", () => {
  it("writes a path as the sum that source A writes", () => {
    const path = {
      tags: ["PNAME", "O", "PFEATURE", "PFEATURE"],
      score: 51,
      share: 0.99,
      emissions: [15, 12, 11, 5],
      transitions: [1, 4, 2, 1, 0],
    };
    expect(sumOf(path)).toBe("1 + 15 + 4 + 12 + 2 + 11 + 1 + 5 = 51");
  });
  it("writes what takes away as taken away", () => {
    const path = { tags: ["O"], score: -1.5, share: 1, emissions: [0.5], transitions: [-2, 0] };
    expect(sumOf(path)).toBe("−2 + 0.5 = −1.5");
  });
  it("tells the tokens at which paths part, and the step out of them", () => {
    const path = (...tags: string[]) => ({
      tags,
      score: 0,
      share: 0.5,
      emissions: [],
      transitions: [],
    });
    expect(telling([path("O", "B-A", "O", "O"), path("O", "B-B", "O", "O")])).toEqual([1, 2]);
    expect(telling([path("O", "O")])).toEqual([]);
  });
});
