import { expect, it } from "vitest";
import { flat } from "./ParametersTab";

it("names what is nested, in lists too", () => {
  const recipe = {
    words: { parts: [{ kind: "random" }, { kind: "file" }] },
    metrics: ["f1", "loss"],
  };
  expect(flat(recipe)).toEqual([
    ["Words › Parts › 1 › Kind", "random"],
    ["Words › Parts › 2 › Kind", "file"],
    ["Metrics", ["f1", "loss"]],
  ]);
});
