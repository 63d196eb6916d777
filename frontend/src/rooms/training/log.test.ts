import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../api/types";
import { lineOf } from "./components/LogTail";

const told = (kind: RunEvent["kind"], data: RunEvent["data"]) =>
  lineOf({ id: 1, at: "2030-01-01T00:00:00Z", kind, data });

describe("a line of the log", () => {
  it("tells of an epoch its losses, its accuracy, its F1, its time and that of a step", () => {
    const epoch = { epoch: 9, loss: 0.0067, dev_loss: 0.0306, dev_accuracy: 0.99251, f1: 0.812 };
    expect(told("epoch", { ...epoch, seconds: 231, steps: 1050 })).toBe(
      "Epoch 9: loss 0.007, dev loss 0.031, dev accuracy 99.25 %, F1 0.812, 4 min, 220 ms a step.",
    );
  });
  it("leaves out what was not told", () => {
    const nothing = { dev_loss: null, dev_accuracy: null, f1: null };
    expect(told("epoch", { epoch: 1, loss: 2, seconds: 3, ...nothing })).toBe(
      "Epoch 1: loss 2.000, 3 s.",
    );
  });
});
