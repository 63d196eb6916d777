import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { HeatTable, tint } from "./HeatTable";
import { HighlightedText } from "./HighlightedText";
import { LineChart } from "./LineChart";

const show = (node: ReactNode) => render(<MantineProvider env="test">{node}</MantineProvider>);

describe("a line chart", () => {
  const chart = (
    <LineChart
      title="Loss"
      xs={[1, 2, 3]}
      xName="epoch"
      series={[
        { name: "train", values: [2, 1, 0.5] },
        { name: "dev", values: [2.1, null, 0.7] },
      ]}
      format={(value) => value.toFixed(1)}
      from={0}
    />
  );

  it("tells a screen reader its latest values", () => {
    show(chart);
    expect(
      screen.getByRole("img", { name: "Loss. Latest: train 0.5, dev 0.7." }),
    ).toBeInTheDocument();
  });

  it("tells its lines apart without colour", () => {
    const { container } = show(chart);
    const patterns = Array.from(container.querySelectorAll("svg[role=img] path")).map((path) =>
      path.getAttribute("stroke-dasharray"),
    );
    expect(new Set(patterns).size).toBe(2);
  });

  it("shows the same numbers as a table", async () => {
    show(chart);
    await userEvent.click(screen.getByRole("button", { name: "Show as table" }));
    const cells = screen.getAllByRole("row").map((row) => row.textContent);
    expect(cells).toEqual(["epochtraindev", "12.02.1", "21.0–", "30.50.7"]);
  });
});

describe("a heat table", () => {
  const table = (onCell: (row: string, column: string) => void) => (
    <HeatTable
      title="Confusion"
      rowsAre="marked as"
      columnsAre="found as"
      names={["PER", "O"]}
      matrix={[
        [8, 2],
        [0, 0],
      ]}
      onCell={onCell}
    />
  );

  it("names each cell's row and column", () => {
    show(table(() => undefined));
    const row = screen.getByRole("row", { name: /^PER/ });
    expect(
      within(row).getByRole("button", { name: /^2: marked as PER, found as O/ }),
    ).toBeInTheDocument();
  });

  it("opens a cell that holds something, and offers none that is empty", async () => {
    const opened = vi.fn();
    show(table(opened));
    await userEvent.click(screen.getByRole("button", { name: /^2: / }));
    expect(opened).toHaveBeenCalledExactlyOnceWith("PER", "O");
    expect(screen.getAllByRole("button")).toHaveLength(2);
  });

  it("tints the largest cell most, and never so much that its number cannot be read", () => {
    expect(tint(0, 10)).toBe(0);
    expect(tint(10, 10)).toBe(45);
    expect(tint(1, 1000)).toBeGreaterThan(0);
  });
});

it("a label is written beside its stretch of text, so that colour is not needed to read it", () => {
  show(
    <HighlightedText
      text="The Sony rocks"
      spans={[{ start: 4, end: 8, label: "PNAME", score: 0.934 }]}
      colorOf={() => 1}
    />,
  );
  expect(screen.getByText("Sony").closest("mark")).toHaveTextContent("SonyPNAME 0.93");
});
