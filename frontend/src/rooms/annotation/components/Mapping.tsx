/** Which column means what; a role can be given to another column. */
import { Select } from "@mantine/core";
import type { ReactElement } from "react";
import type { ImportPreview } from "../../../api/types";
import { spoken } from "../../../lib/schema";
import { TableBox } from "../../../ui/TableBox";

interface MappingProps {
  mapping: ImportPreview["mapping"];
  /** The format's `columns` option as it stands: {role: column}, or one role per column. */
  columns: unknown;
  onChange: (columns: unknown) => void;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function Mapping({ mapping, columns, onChange }: MappingProps): ReactElement | null {
  if (!mapping.length) return null;
  const roles = rolesOf(mapping, columns);
  const change = (at: number, role: string) => {
    if (Array.isArray(columns))
      return onChange(columns.map((old: unknown, i) => (i === at ? role : old)));
    if (isRecord(columns)) onChange(moved(columns, role, mapping[at]!.column));
  };
  const fixed = !Array.isArray(columns) && !isRecord(columns);
  return (
    <TableBox label="Columns">
      <thead>
        <tr>
          <th>Column</th>
          <th>Read as</th>
          <th>Example</th>
        </tr>
      </thead>
      <tbody>
        {mapping.map((row, i) => (
          <tr key={`${row.column}-${i}`}>
            <th scope="row">{String(row.column)}</th>
            <td>
              {fixed ? (
                spoken(row.role)
              ) : (
                <Select
                  aria-label={`Column ${row.column} is read as`}
                  data={roles.map((role) => ({ value: role, label: spoken(role) }))}
                  value={row.role}
                  onChange={(role) => role && change(i, role)}
                  maw={220}
                />
              )}
            </td>
            <td>
              <code>{row.example}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

function rolesOf(mapping: ImportPreview["mapping"], columns: unknown): string[] {
  const named = isRecord(columns) ? Object.keys(columns) : [];
  const listed = Array.isArray(columns) ? columns.map(String) : [];
  return [...new Set([...mapping.map(({ role }) => role), ...named, ...listed, "ignore"])];
}

/** The column now plays `role`; whoever played it before is free, and the column's old role too. */
export function moved(
  columns: Record<string, unknown>,
  role: string,
  column: string | number,
): Record<string, unknown> {
  const without = Object.entries(columns).filter(([, of]) => of !== column);
  return role === "ignore"
    ? Object.fromEntries(without)
    : { ...Object.fromEntries(without), [role]: column };
}
