/** One label's share in train, dev and test side by side; the same numbers as a table on demand. */
import { Button } from "@mantine/core";
import { useState, type ReactElement, type ReactNode } from "react";
import { save } from "../lib/save";
import { csv } from "./chart-scale";
import { Icon } from "./Icon";
import css from "./PartBars.module.css";

export interface PartRow {
  name: ReactNode;
  key: string;
  /** One value per part, null where there is none. */
  values: (number | null)[];
  color?: number;
}

interface PartBarsProps {
  title: string;
  parts: string[];
  rows: PartRow[];
  show: (value: number | null, row: PartRow, part: number) => string;
  /** The value of a full bar; the largest value when absent. */
  full?: number;
}

const tones = ["var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)"];

export function PartBars({ title, parts, rows, show, full }: PartBarsProps): ReactElement {
  const largest =
    full ?? Math.max(1e-9, ...rows.flatMap((row) => row.values.map((value) => value ?? 0)));
  return (
    <div className={css.chart} role="group" aria-label={title}>
      <div className={css.legend} aria-hidden="true">
        {parts.map((part, i) => (
          <span key={part}>
            <svg width="14" height="10">
              <Bar width={14} part={i} />
            </svg>
            {part}
          </span>
        ))}
      </div>
      {rows.map((row) => (
        <div key={row.key} className={css.row}>
          <div className={css.name}>{row.name}</div>
          <dl className={css.bars}>
            {parts.map((part, i) => (
              <div key={part} className={css.bar}>
                <dt className="visually-hidden">{part}</dt>
                <dd aria-hidden="true" className={css.track}>
                  <svg viewBox="0 0 100 8" preserveAspectRatio="none">
                    <Bar width={((row.values[i] ?? 0) / largest) * 100} part={i} />
                  </svg>
                </dd>
                <dd className={css.value}>{show(row.values[i] ?? null, row, i)}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  );
}

/** Parts differ by height as well as by colour. */
const Bar = ({ width, part }: { width: number; part: number }) => {
  const height = [10, 6, 3][part] ?? 10;
  return (
    <rect
      width={width}
      height={height}
      y={(10 - height) / 2 - 1}
      fill={tones[part % tones.length]}
    />
  );
};

interface ChartOrTableProps {
  chart: ReactNode;
  table: ReactNode;
  /** The same numbers as a file: its name, and its rows with the head first. */
  file?: { name: string; rows: (string | number | null)[][] };
}

/** A chart with its numbers one click away. */
export function ChartOrTable({ chart, table, file }: ChartOrTableProps): ReactElement {
  const [asTable, setAsTable] = useState(false);
  return (
    <div className={css.either}>
      {asTable ? table : chart}
      <div>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<Icon name={asTable ? "runs" : "table"} size={14} />}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? "Show as chart" : "Show as table"}
        </Button>
        {asTable && file && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<Icon name="export" size={14} />}
            onClick={() => save(`${file.name}.csv`, csv(file.rows), "text/csv")}
          >
            Save as CSV
          </Button>
        )}
      </div>
    </div>
  );
}
