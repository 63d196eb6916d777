/** What a search may change, and between which ends; what is usually worth it is ticked. */
import { Button, Checkbox, NumberInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { Dimension, OfferedDimension, Recipe } from "../../../api/types";
import { Icon } from "../../../ui/Icon";
import { Loaded } from "../../../ui/Loaded";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";
import { useSpace } from "../api/studies";

interface SpaceTableProps {
  recipe: Recipe;
  onChange: (space: Dimension[]) => void;
  /** The server's word on the dimension of this place in what was sent. */
  errorAt: (at: number) => string | undefined;
}

export function SpaceTable({ recipe, ...rest }: SpaceTableProps): ReactElement {
  const offered = useSpace(recipe);
  return (
    <Panel
      title="What to change"
      lead="Ticked is what is usually worth it. A wider range needs more trials."
      flush
    >
      <Loaded query={offered} bars={[160]}>
        {(rows) => <Rows rows={rows} {...rest} />}
      </Loaded>
    </Panel>
  );
}

interface Row extends OfferedDimension {
  on: boolean;
}

type RowsProps = Omit<SpaceTableProps, "recipe"> & { rows: OfferedDimension[] };

function Rows({ rows: offered, onChange, errorAt }: RowsProps): ReactElement {
  const [rows, setRows] = useState<Row[]>(() => offered.map((row) => ({ ...row, on: row.usual })));
  const change = (at: number, changed: Partial<Row>) => {
    const next = rows.map((row, i) => (i === at ? { ...row, ...changed } : row));
    setRows(next);
    onChange(next.filter(({ on }) => on).map(({ dimension }) => dimension));
  };
  const [all, setAll] = useState(false);
  const sent = rows.filter(({ on }) => on);
  return (
    <>
      <TableBox label="What to change">
        <thead>
          <tr>
            <th>Setting</th>
            <th>From</th>
            <th>To</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => {
            if (!row.usual && !row.on && !all) return null;
            const error = row.on ? errorAt(sent.indexOf(row)) : undefined;
            return (
              <tr key={row.dimension.path}>
                <th scope="row">
                  <Checkbox
                    label={row.title}
                    checked={row.on}
                    error={error}
                    onChange={(event) => change(at, { on: event.currentTarget.checked })}
                  />
                </th>
                <Ends row={row} onChange={(dimension) => change(at, { dimension })} />
              </tr>
            );
          })}
        </tbody>
      </TableBox>
      {rows.some(({ usual }) => !usual) && (
        <Button
          variant="subtle"
          size="compact-sm"
          m="sm"
          aria-expanded={all}
          leftSection={<Icon name={all ? "down" : "right"} size={14} />}
          onClick={() => setAll(!all)}
        >
          All settings ({rows.length})
        </Button>
      )}
    </>
  );
}

interface EndsProps {
  row: Row;
  onChange: (dimension: Dimension) => void;
}

function Ends({ row, onChange }: EndsProps): ReactElement {
  const { dimension, title, on } = row;
  if (dimension.kind === "choices")
    return <td colSpan={2}>one of {dimension.values.map(String).join(", ")}</td>;
  const end = (name: "low" | "high", said: string) => (
    <td>
      <NumberInput
        aria-label={`${title}: ${said}`}
        value={dimension[name]}
        disabled={!on}
        hideControls
        allowDecimal={!dimension.whole}
        decimalScale={dimension.whole ? 0 : 12}
        style={{ minWidth: 90 }}
        onChange={(value) => typeof value === "number" && onChange({ ...dimension, [name]: value })}
      />
    </td>
  );
  return (
    <>
      {end("low", "from")}
      {end("high", "to")}
    </>
  );
}
