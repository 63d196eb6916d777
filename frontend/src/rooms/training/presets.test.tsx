import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Preset } from "../../api/types";
import { PresetChoice, startOf } from "./components/PresetChoice";

const preset = (name: string, sentences: number): Preset => ({
  name,
  title: name,
  source: "",
  help: "",
  recipe: {} as Preset["recipe"],
  sentences,
});
const presets = [preset("default", 0), preset("few", 1000), preset("other", 0)];

describe("what the form begins with", () => {
  it("is made for few sentences where there are few", () => {
    expect(startOf(presets, 1)?.name).toBe("few");
    expect(startOf(presets, 1000)?.name).toBe("few");
  });

  it("is the default for more, and where nothing is said of few", () => {
    expect(startOf(presets, 1001)?.name).toBe("default");
    expect(startOf([presets[0]!], 10)?.name).toBe("default");
    expect(startOf([], 10)).toBeUndefined();
  });

  it.each([
    [261, 1],
    [33_000, 0],
  ])("says of %i sentences why", (sentences, times) => {
    render(
      <MantineProvider>
        <PresetChoice
          presets={presets}
          sentences={sentences}
          value="few"
          changed={false}
          onChange={() => undefined}
        />
      </MantineProvider>,
    );
    expect(screen.queryAllByText(/^Chosen for your/)).toHaveLength(times);
  });
});
