import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState, type ReactElement } from "react";
import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../api/types";
import { initial, type Path, type Value } from "../lib/schema";
import { SchemaForm } from "./SchemaForm";

const schema: JsonSchema = {
  properties: {
    encoder: {
      title: "Encoder",
      discriminator: { propertyName: "kind" },
      oneOf: [{ $ref: "#/$defs/BiLSTM" }, { $ref: "#/$defs/None" }],
    },
    rate: {
      title: "Learning rate",
      oneOf: [{ const: "auto" }, { type: "number", minimum: 0, maximum: 10 }],
      default: "auto",
      "x-auto": true,
      ...{ "x-default": 0.001 },
    },
    seed: { title: "Seed", type: "integer", default: 13, "x-group": "more" },
  },
  $defs: {
    BiLSTM: {
      title: "BiLSTM",
      properties: {
        kind: { const: "bilstm" },
        units: {
          type: "integer",
          default: 100,
          title: "LSTM units",
          description: "Cells per direction.",
        },
      },
    },
    None: { title: "None", properties: { kind: { const: "none" } } },
  },
};

function Form({ errorAt }: { errorAt: (at: Path) => string | undefined }): ReactElement {
  const [value, setValue] = useState(() => initial(schema, schema) as Value);
  return (
    <MantineProvider env="test">
      <SchemaForm
        schema={schema}
        root={schema}
        value={value}
        onChange={setValue}
        errorAt={errorAt}
        autoText={(name) => (name === "rate" ? "0.004" : undefined)}
      />
      <output>{JSON.stringify(value)}</output>
    </MantineProvider>
  );
}

const shown = () => JSON.parse(screen.getByRole("status").textContent) as Value;

describe("a form drawn from a schema", () => {
  it("shows the chosen entry's fields with their help", () => {
    render(<Form errorAt={() => undefined} />);
    expect(screen.getByLabelText("LSTM units")).toHaveValue("100");
    expect(screen.getByText("Cells per direction.")).toBeVisible();
  });

  it("drops the fields of an entry that is no longer chosen", async () => {
    render(<Form errorAt={() => undefined} />);
    await userEvent.click(screen.getByRole("combobox", { name: "Encoder" }));
    await userEvent.click(await screen.findByRole("option", { name: "None" }));
    expect(screen.queryByLabelText("LSTM units")).toBeNull();
    expect(shown()["encoder"]).toEqual({ kind: "none" });
  });

  it("says what auto comes to, and takes a number once auto is off", async () => {
    render(<Form errorAt={() => undefined} />);
    expect(screen.getByPlaceholderText("auto: 0.004")).toBeDisabled();
    await userEvent.click(screen.getByRole("checkbox", { name: "Learning rate: auto" }));
    expect(shown()["rate"]).toBe(0.001);
    expect(screen.getByLabelText("Learning rate")).toBeEnabled();
  });

  it("puts the server's error at its field", () => {
    const errorAt = (at: Path) =>
      at.join(".") === "encoder.units" ? "Must be at least 1." : undefined;
    render(<Form errorAt={errorAt} />);
    expect(screen.getByLabelText("LSTM units")).toHaveAccessibleDescription(/Must be at least 1/);
  });

  it("opens the further choices when one of them is wrong", () => {
    const errorAt = (at: Path) => (at.join(".") === "seed" ? "Must be a whole number." : undefined);
    render(<Form errorAt={errorAt} />);
    expect(screen.getByRole("button", { name: "More choices (1)" })).toHaveAttribute(
      "aria-expanded",
      "true",
    );
    expect(screen.getByText("Must be a whole number.")).toBeInTheDocument();
  });
});

const stacked: JsonSchema = {
  properties: {
    parts: {
      title: "Parts",
      type: "array",
      minItems: 1,
      maxItems: 3,
      items: {
        title: "Embedding",
        discriminator: { propertyName: "kind" },
        oneOf: [{ $ref: "#/$defs/Random" }, { $ref: "#/$defs/File" }],
      },
      default: [{ kind: "random", dimension: 50 }],
    } as JsonSchema,
  },
  $defs: {
    Random: {
      title: "Random",
      properties: {
        kind: { const: "random" },
        dimension: { type: "integer", default: 100, title: "Dimension" },
      },
    },
    File: {
      title: "From a file",
      properties: { kind: { const: "file" }, name: { type: "string", title: "Name" } },
    },
  },
};

function Stack(): ReactElement {
  const [value, setValue] = useState(() => initial(stacked, stacked) as Value);
  return (
    <MantineProvider env="test">
      <SchemaForm
        schema={stacked}
        root={stacked}
        value={value}
        onChange={setValue}
        errorAt={(at) => (at.join(".") === "parts.1.dimension" ? "Too many." : undefined)}
      />
      <output>{JSON.stringify(value)}</output>
    </MantineProvider>
  );
}

describe("a list of choices", () => {
  it("grows by one entry at a time, each with its own fields and errors", async () => {
    render(<Stack />);
    expect(screen.queryByRole("button", { name: "Remove Embedding 1" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Add another" }));
    expect(shown()["parts"]).toEqual([
      { kind: "random", dimension: 50 },
      { kind: "random", dimension: 100 },
    ]);
    expect(screen.getByText("Too many.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("combobox", { name: "Embedding 2" }));
    const options = await screen.findAllByRole("option", { name: "From a file" });
    await userEvent.click(options.at(-1)!);
    expect((shown()["parts"] as Value[])[1]).toEqual({ kind: "file" });
    await userEvent.click(screen.getByRole("button", { name: "Remove Embedding 1" }));
    expect(shown()["parts"]).toEqual([{ kind: "file" }]);
  });

  it("takes no more than the schema allows", async () => {
    render(<Stack />);
    await userEvent.click(screen.getByRole("button", { name: "Add another" }));
    await userEvent.click(screen.getByRole("button", { name: "Add another" }));
    expect(screen.queryByRole("button", { name: "Add another" })).toBeNull();
  });
});
