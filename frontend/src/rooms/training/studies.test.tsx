import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { StudyWithTrials, Trial } from "../../api/types";
import { StudyAnswer } from "./components/StudyAnswer";
import { runsOf } from "./NewStudyPage";

const trial = (number: number, dev_f1: number | null, pruned_at: number | null = null): Trial => ({
  run: number,
  trial: number,
  name: `trial ${number}`,
  state: "done",
  part: {},
  params: {},
  heights: [],
  dev_f1,
  headline: null,
  pruned_at,
  error: null,
  deployable: false,
});

const study = (changes: Partial<StudyWithTrials>): StudyWithTrials => ({
  id: 1,
  name: "Search",
  project: 1,
  feature_set: { id: 1, name: "Set" },
  plan: { kind: "search" },
  recipe: {},
  state: "done",
  stop_asked: false,
  planned: 4,
  begun: 4,
  done: 4,
  result: null,
  created_at: "2026-01-01T00:00:00Z",
  finished_at: null,
  trials: [],
  ...changes,
});

const show = (of: StudyWithTrials) =>
  render(
    <MantineProvider>
      <StudyAnswer study={of} />
    </MantineProvider>,
  );

describe("a study", () => {
  it("counts its runs before it begins", () => {
    expect(runsOf({ kind: "search", trials: 20 })).toBe(20);
    expect(runsOf({ kind: "folds", folds: 5 })).toBe(5);
    expect(runsOf({ kind: "seeds", runs: 3 })).toBe(3);
    expect(runsOf({ kind: "learning_curve", points: 4, repeats: 2 })).toBe(8);
  });

  it("draws the course of a search without the trials that were given up", () => {
    show(study({ trials: [trial(0, 0.5), trial(1, 0.01, 3), trial(2, 0.7)] }));
    const chart = screen.getByRole("img");
    expect(chart.getAttribute("aria-label")).toContain("F1 on the dev part");
    expect(chart.getAttribute("aria-label")).not.toContain("0.01");
  });

  it("tells mean and spread of its seeds, and each label's", () => {
    const scores = { f1: 0.8, precision: 0.9, recall: 0.7 };
    const sd = { f1: 0.01, precision: 0.02, recall: 0.03 };
    const labels = { PER: { mean: 0.6, sd: null } };
    const result = { message: "", mean: scores, sd, labels };
    show(study({ plan: { kind: "seeds" }, result }));
    expect(screen.getByText("0.800 ± 0.010")).toBeTruthy();
    expect(screen.getByRole("row", { name: "PER 0.600" })).toBeTruthy();
  });

  it("says of a rare label that there is too little to forecast", () => {
    const now = { f1: 0.8, low: 0.7, high: 0.9 };
    const point = { sentences: 10, entities: 9, runs: 1, ...now };
    const result = {
      message: "",
      points: [point, { ...point, sentences: 20 }],
      forecast: { sentences: 40, ...now },
      labels: [{ label: "LOC", support: 3, now: null, doubled: null }],
    };
    show(study({ plan: { kind: "learning_curve" }, result }));
    expect(screen.getByRole("row", { name: "LOC 3 – too few to say" })).toBeTruthy();
  });
});
