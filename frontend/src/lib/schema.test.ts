import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../api/types";
import {
  entriesOf,
  fieldOf,
  fieldsOf,
  initial,
  named,
  spoken,
  switched,
  titleAt,
  type Value,
} from "./schema";

const root: JsonSchema = {
  type: "object",
  properties: {
    algorithm: {
      title: "Algorithm",
      discriminator: { propertyName: "kind" },
      oneOf: [{ $ref: "#/$defs/Net" }, { $ref: "#/$defs/Crf" }],
    },
    scheme: { enum: ["IOB2", "IOBES"], default: "IOB2", type: "string", "x-group": "more" },
  },
  $defs: {
    Net: {
      title: "BiLSTM-CRF",
      description: "Reads from both ends.",
      properties: {
        kind: { const: "net" },
        epochs: { type: "integer", minimum: 1, maximum: 1000, default: 25, title: "Epochs" },
        rate: {
          oneOf: [
            { const: "auto", type: "string" },
            { type: "number", minimum: 1e-7, maximum: 10 },
          ],
          default: "auto",
          "x-auto": true,
          ...{ "x-default": 0.001 },
        },
        encoder: { $ref: "#/$defs/Encoder", title: "Encoder", description: "How it reads." },
        group: {
          anyOf: [{ enum: ["duplicates", "document"], type: "string" }, { type: "null" }],
          default: "duplicates",
        },
      },
    },
    Crf: {
      title: "Linear CRF",
      properties: {
        kind: { const: "crf" },
        epochs: { type: "integer", minimum: 1, default: 60 },
      },
    },
    Encoder: {
      title: "BiLSTM",
      properties: {
        kind: { const: "bilstm" },
        units: { type: "integer", default: 100, title: "LSTM units" },
      },
    },
  },
};
const net = root.$defs!["Net"]!;
const property = (name: string) => fieldOf(name, net.properties![name]!, root);

describe("a form's schema", () => {
  it("names a place as the form does, and what it does not know by its own name", () => {
    expect(named(["algorithm", "encoder", "units"], root)).toEqual([
      "Algorithm",
      "Encoder",
      "LSTM units",
    ]);
    const crf = { algorithm: { kind: "crf" } };
    expect(named(["algorithm", "epochs"], root)).toEqual(["Algorithm", "Epochs"]);
    const union = { ...root.properties!["algorithm"]!, ...{ $defs: root.$defs } } as JsonSchema;
    expect(named(["encoder", "units"], union)).toEqual(["Encoder", "LSTM units"]);
    expect(named(["algorithm", "rate"], root, crf)).toEqual(["Algorithm", "Rate"]);
    expect(named(["plan", "space", 0, "low_end"], root)).toEqual(["Plan", "Space", "1", "Low end"]);
  });

  it("names a value as its own choice does", () => {
    expect(titleAt(["algorithm", "kind"], "net", root)).toBe("BiLSTM-CRF");
    expect(titleAt(["scheme"], "IOBES", root)).toBe("IOBES");
    expect(titleAt(["algorithm", "epochs"], 25, root)).toBeUndefined();
  });

  it("turns a discriminated union into a choice of entries", () => {
    const field = fieldOf("algorithm", root.properties!["algorithm"]!, root);
    expect(field.type).toBe("union");
    expect(
      field.type === "union" && field.entries.map((entry) => [entry.kind, entry.title]),
    ).toEqual([
      ["net", "BiLSTM-CRF"],
      ["crf", "Linear CRF"],
    ]);
  });

  it("keeps the bounds of a number", () => {
    expect(property("epochs")).toMatchObject({
      type: "number",
      integer: true,
      minimum: 1,
      maximum: 1000,
    });
  });

  it("reads “auto or a number” as a number that may be auto, starting at x-default", () => {
    expect(property("rate")).toMatchObject({
      type: "number",
      auto: true,
      start: 0.001,
      step: 0.001,
    });
  });

  it("offers None where null is allowed", () => {
    const field = property("group");
    expect(field.type === "choice" && field.options.map((option) => option.value)).toEqual([
      "duplicates",
      "document",
      null,
    ]);
  });

  it("draws a single entry as its fields, under the title of the property", () => {
    expect(property("encoder")).toMatchObject({
      type: "object",
      title: "Encoder",
      help: "How it reads.",
    });
  });

  it("hides what has only one value", () => {
    expect(fieldsOf(net, root).map(([name]) => name)).toEqual([
      "epochs",
      "rate",
      "encoder",
      "group",
    ]);
  });

  it("puts x-group: more aside", () => {
    expect(fieldOf("scheme", root.properties!["scheme"]!, root).group).toBe("more");
  });

  it("does not keep auto where the new entry takes numbers alone", () => {
    const schema = {
      properties: { kind: { const: "own" }, rate: { type: "number", default: 0.1 } },
    };
    const own = { kind: "own", title: "Own", help: "", schema };
    expect(switched(own, { kind: "net", rate: "auto" }, root)["rate"]).toBe(0.1);
    expect(switched(own, { kind: "net", rate: 0.5 }, root)["rate"]).toBe(0.5);
  });

  it("shows names that people gave as they are", () => {
    const names = { enum: ["my_bert", "tiny"], type: "string" };
    const titles = (of: JsonSchema) => {
      const field = fieldOf("name", of, root);
      return field.type === "choice" && field.options.map(({ title }) => title);
    };
    expect(titles(names)).toEqual(["My bert", "Tiny"]);
    expect(titles({ ...names, "x-given": true })).toEqual(["my_bert", "tiny"]);
  });

  it("names a missing definition instead of drawing nothing", () => {
    expect(() => fieldOf("x", { $ref: "#/$defs/Gone" }, root)).toThrow(/Gone/);
  });
});

describe("the value of a form", () => {
  it("starts with the defaults, kinds included", () => {
    expect(initial(root, root)).toEqual({
      algorithm: {
        kind: "net",
        epochs: 25,
        rate: "auto",
        encoder: { kind: "bilstm", units: 100 },
        group: "duplicates",
      },
      scheme: "IOB2",
    });
  });

  it("keeps shared fields when another kind is chosen, and drops the others", () => {
    const [, crf] = entriesOf(root.properties!["algorithm"]!, root);
    const old: Value = { kind: "net", epochs: 7, rate: 0.1 };
    expect(switched(crf!, old, root)).toEqual({ kind: "crf", epochs: 7 });
  });

  it("drops a share where the other kind has a choice of the same name", () => {
    const picked: JsonSchema = {
      properties: {
        kind: { const: "picked" },
        train: {
          anyOf: [{ type: "object", properties: { q: { type: "string" } } }, { type: "null" }],
          default: null,
        },
      },
    };
    const entry = { kind: "picked", title: "Picked", help: "", schema: picked };
    expect(switched(entry, { kind: "random", train: 0.7 }, picked)).toEqual({
      kind: "picked",
      train: null,
    });
  });

  it("does not share its defaults with the schema", () => {
    const value = initial(net, root) as Value;
    (value["encoder"] as Value)["units"] = 1;
    expect((initial(net, root) as Value)["encoder"]).toEqual({ kind: "bilstm", units: 100 });
  });
});

it("words of the schema are written as people write them", () => {
  expect(spoken("macro_f1")).toBe("Macro F1");
  expect(spoken("IOB2")).toBe("IOB2");
});
