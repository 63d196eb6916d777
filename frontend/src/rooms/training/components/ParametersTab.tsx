/** What the run was made with, so that it can be repeated. */
import type { ReactElement } from "react";
import type { Run } from "../../../api/types";
import { plain } from "../../../lib/format";
import { spoken } from "../../../lib/schema";
import { Code } from "../../../ui/Code";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** {a: {b: 1}, c: [{d: 2}]} → [["a › b", 1], ["c › 1 › d", 2]], in writing order. */
export function flat(value: unknown, at: string[] = []): [string, unknown][] {
  if (!isObject(value) || (Array.isArray(value) && !value.some(isObject)))
    return [[at.join(" › "), value]];
  const named = Array.isArray(value)
    ? value.map((child: unknown, at) => [String(at + 1), child] as const)
    : Object.entries(value);
  return named.flatMap(([name, child]) => flat(child, [...at, spoken(name)]));
}

export function ParametersTab({ run }: { run: Run }): ReactElement {
  const start = Object.entries(run.start ?? {}).filter(
    ([name, value]) => name !== "event" && typeof value !== "object",
  );
  return (
    <div style={{ display: "grid", gap: 20, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <Panel title="Chosen" flush>
        <TableBox label="Parameters">
          <tbody>
            {flat(run.recipe).map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{Array.isArray(value) ? value.join(", ") : plain(value)}</td>
              </tr>
            ))}
            {start.map(([name, value]) => (
              <tr key={`start-${name}`}>
                <th scope="row">At the start › {spoken(name)}</th>
                <td>{plain(value)}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      </Panel>
      <Panel title="Recipe" lead="The same as JSON, for the API or the command line.">
        <Code label="Recipe as JSON" text={JSON.stringify(run.recipe, null, 2)} />
      </Panel>
    </div>
  );
}
