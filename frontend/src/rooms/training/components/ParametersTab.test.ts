import { expect, it } from "vitest";
import type { JsonSchema } from "../../../api/types";
import { chosen } from "./ParametersTab";

const random = {
  title: "Random, learned here",
  properties: { kind: { const: "random" }, dimension: { type: "integer", title: "Dimension" } },
};
const stacked = {
  title: "Several side by side",
  properties: {
    kind: { const: "stacked" },
    parts: { type: "array", title: "Part", items: { $ref: "#/$defs/random" } },
  },
};
const schema: JsonSchema = {
  $defs: { random, stacked },
  properties: {
    words: {
      title: "Word embedding",
      discriminator: { propertyName: "kind" },
      oneOf: [{ $ref: "#/$defs/random" }, { $ref: "#/$defs/stacked" }],
    },
    metrics: { type: "array", title: "Metrics", items: { enum: ["macro_f1", "loss"] } },
  },
};

const lines = (recipe: object) =>
  chosen(recipe, schema, schema).map(
    ({ title, depth, value }) => `${"  ".repeat(depth)}${title}: ${value}`,
  );

it("names each choice as the form does, in lists too", () => {
  const parts = [{ kind: "random", dimension: 50 }];
  expect(lines({ words: { kind: "stacked", parts }, metrics: ["macro_f1", "loss"] })).toEqual([
    "Word embedding: Several side by side",
    "  Part 1: ",
    "    Dimension: 50",
    "Metrics: Macro F1, Loss",
  ]);
});

it("shows by its own name what the form no longer knows", () => {
  expect(lines({ old_choice: { very_old: true } })).toEqual(["Old choice: ", "  Very old: yes"]);
});
