/** A matrix as a real table: row and column heads, numbers in the cells, their weight as background. */
import type { ReactElement } from "react";
import { count } from "../lib/format";
import css from "./HeatTable.module.css";

interface HeatTableProps {
  title: string;
  /** What the rows and the columns stand for. */
  rowsAre: string;
  columnsAre: string;
  names: string[];
  matrix: number[][];
  /** Absent cells (null) stay empty, e.g. “nothing, found as nothing”. */
  onCell?: (row: string, column: string) => void;
  chosen?: { row: string; column: string } | null;
}

/** How strongly a cell is tinted, 0 to 45 %: enough to see, pale enough to read on. */
export const tint = (value: number, largest: number): number =>
  value > 0 && largest > 0 ? Math.round(6 + 39 * Math.sqrt(value / largest)) : 0;

export function HeatTable(props: HeatTableProps): ReactElement {
  const { title, rowsAre, columnsAre, names, matrix } = props;
  const off = Math.max(1, ...matrix.flatMap((row, i) => row.filter((_, j) => i !== j)));
  const onDiagonal = Math.max(1, ...matrix.map((row, i) => row[i] ?? 0));
  return (
    // A box that can scroll must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={css.box} role="region" aria-label={title} tabIndex={0}>
      <table className={css.table}>
        <caption className={css.caption}>
          Rows: {rowsAre}. Columns: {columnsAre}.
        </caption>
        <thead>
          <tr>
            <th scope="col" className={css.corner}>
              {rowsAre} ↓ · {columnsAre} →
            </th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((row, i) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {names.map((column, j) => (
                <Cell
                  key={column}
                  {...props}
                  row={row}
                  column={column}
                  value={matrix[i]?.[j] ?? 0}
                  right={i === j}
                  largest={i === j ? onDiagonal : off}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps extends HeatTableProps {
  row: string;
  column: string;
  value: number;
  right: boolean;
  largest: number;
}

function Cell({
  row,
  column,
  value,
  right,
  largest,
  onCell,
  chosen,
  ...names
}: CellProps): ReactElement {
  const color = right ? "var(--series-1)" : "var(--series-2)";
  const style = {
    background: `color-mix(in srgb, ${color} ${tint(value, largest)}%, transparent)`,
  };
  const isChosen = chosen?.row === row && chosen.column === column;
  if (!value || !onCell)
    return (
      <td style={style} className={value ? undefined : css.zero}>
        {count(value)}
      </td>
    );
  return (
    <td style={style}>
      <button
        type="button"
        aria-pressed={isChosen}
        aria-label={`${count(value)}: ${names.rowsAre} ${row}, ${names.columnsAre} ${column}; show the sentences`}
        onClick={() => onCell(row, column)}
      >
        {count(value)}
      </button>
    </td>
  );
}
