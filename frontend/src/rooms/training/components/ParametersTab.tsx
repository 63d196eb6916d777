/** What the run was made with, so that it can be repeated. */
import type { ReactElement } from "react";
import type { JsonSchema, Run } from "../../../api/types";
import { plain } from "../../../lib/format";
import { fieldOf, spoken, type Field } from "../../../lib/schema";
import { Code } from "../../../ui/Code";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";
import { useRecipeSchema } from "../api/runs";

export interface Chosen {
  /** Where it stands in the recipe, and how the form names it. */
  path: string;
  title: string;
  depth: number;
  value: string;
}

/** Every choice in the form's own words and order; what the form does not know goes by its name. */
export function chosen(
  value: object,
  schema: JsonSchema | undefined,
  root: JsonSchema,
  path = "",
  depth = 0,
): Chosen[] {
  return Object.entries(value).flatMap(([name, own]: [string, unknown]) => {
    const property = schema?.properties?.[name];
    const field = property && fieldOf(name, property, root);
    if (field?.type === "constant") return [];
    return told(own, field, root, {
      path: `${path}.${name}`,
      title: field?.title ?? spoken(name),
      depth,
    });
  });
}

function told(
  value: unknown,
  field: Field | undefined,
  root: JsonSchema,
  at: Omit<Chosen, "value">,
): Chosen[] {
  if (Array.isArray(value) && value.some(isObject)) {
    const items = field?.type === "rows" ? field.items : undefined;
    return value.flatMap((item: unknown, i) => {
      const title = `${at.title} ${String(i + 1)}`;
      const one = items && fieldOf(title, { ...items, title }, root);
      return told(item, one, root, { ...at, path: `${at.path}.${String(i)}`, title });
    });
  }
  if (!isObject(value) || Array.isArray(value)) return [{ ...at, value: inWords(value, field) }];
  const entry =
    field?.type === "union"
      ? field.entries.find(({ kind }) => kind === (value as Record<string, unknown>)[field.by])
      : undefined;
  const schema = entry?.schema ?? (field?.type === "object" ? field.schema : undefined);
  return [
    { ...at, value: entry?.title ?? "" },
    ...chosen(value, schema, root, at.path, at.depth + 1),
  ];
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function inWords(value: unknown, field: Field | undefined): string {
  if (Array.isArray(value)) return value.map((one) => inWords(one, field)).join(", ");
  const options = field?.type === "choice" || field?.type === "many" ? field.options : [];
  return options.find((option) => option.value === value)?.title ?? plain(value);
}

export function ParametersTab({ run }: { run: Run }): ReactElement {
  const { data: root = {} } = useRecipeSchema();
  const start = Object.entries(run.start ?? {}).filter(
    ([name, value]) => name !== "event" && typeof value !== "object",
  );
  return (
    <div style={{ display: "grid", gap: 20, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <Panel title="Chosen" flush>
        <TableBox label="Parameters">
          <tbody>
            {chosen(run.recipe, root, root).map(({ path, title, depth, value }) => (
              <tr key={path}>
                <th scope="row" style={{ paddingInlineStart: 20 + 20 * depth }}>
                  {title}
                </th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      </Panel>
      {start.length > 0 && (
        <Panel
          title="Found at the start"
          lead="What “auto” became, and what came of the choices."
          flush
        >
          <TableBox label="Found at the start">
            <tbody>
              {start.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{spoken(name)}</th>
                  <td>{plain(value)}</td>
                </tr>
              ))}
            </tbody>
          </TableBox>
        </Panel>
      )}
      <Panel title="Recipe" lead="The same as JSON, for the API or the command line.">
        <Code label="Recipe as JSON" text={JSON.stringify(run.recipe, null, 2)} />
      </Panel>
    </div>
  );
}
