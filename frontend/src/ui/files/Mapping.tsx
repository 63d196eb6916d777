/** Which column is read as what; the choices above it change that. */
import type { ReactElement } from "react";
import type { ImportPreview } from "../../api/types";
import { spoken } from "../../lib/schema";
import { TableBox } from "../TableBox";

export function Mapping({ mapping }: { mapping: ImportPreview["mapping"] }): ReactElement | null {
  if (!mapping.length) return null;
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
          <tr key={i}>
            <th scope="row">{String(row.column)}</th>
            <td>{spoken(row.role)}</td>
            <td>
              <code>{row.example}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
