/** One field of a schema form, and the fields that hold others. */
import { Button, CloseButton, Select, Switch } from "@mantine/core";
import type { ReactElement } from "react";
import { fieldOf, initial, switched, type Value } from "../lib/schema";
import { Icon } from "./Icon";
import { useFormTools, type ControlOf, type ControlProps } from "./schema-context";
import {
  ChoiceControl,
  FileControl,
  ListControl,
  ManyControl,
  NumberControl,
  SwitchControl,
  TextControl,
} from "./SchemaInputs";
import css from "./SchemaForm.module.css";

const asValue = (value: unknown): Value =>
  typeof value === "object" && value !== null ? (value as Value) : {};

export function Control(props: ControlProps): ReactElement | null {
  const { field } = props;
  switch (field.type) {
    case "union":
      return <UnionControl {...props} field={field} />;
    case "object":
      return <ObjectControl {...props} field={field} />;
    case "number":
      return <NumberControl {...props} field={field} />;
    case "choice":
      return <ChoiceControl {...props} field={field} />;
    case "many":
      return <ManyControl {...props} field={field} />;
    case "list":
      return <ListControl {...props} field={field} />;
    case "rows":
      return <RowsControl {...props} field={field} />;
    case "switch":
      return <SwitchControl {...props} field={field} />;
    case "file":
      return <FileControl {...props} field={field} />;
    case "text":
      return <TextControl {...props} field={field} />;
    case "constant":
      return null;
  }
}

/** A dropdown of entries and, indented below it, the chosen entry's own fields. */
function UnionControl({ field, at, value, onChange }: ControlOf<"union">): ReactElement {
  const { root, errorAt, draw } = useFormTools();
  const chosen = asValue(value);
  const entry = field.entries.find(({ kind }) => kind === chosen[field.by]) ?? field.entries[0];
  return (
    <fieldset className={css.union}>
      <legend className="visually-hidden">{field.title}</legend>
      <Select
        label={field.title}
        description={entry?.help || field.help}
        data={field.entries.map(({ kind, title }) => ({ value: kind, label: title }))}
        value={entry?.kind ?? null}
        error={errorAt(at)}
        onChange={(kind) => {
          const next = field.entries.find((candidate) => candidate.kind === kind);
          if (next && next !== entry) onChange(switched(next, chosen, root));
        }}
      />
      {entry && Object.keys(entry.schema.properties ?? {}).length > 1 && (
        <div className={css.nested}>
          {draw({ schema: entry.schema, value: chosen, onChange, at })}
        </div>
      )}
    </fieldset>
  );
}

function ObjectControl({ field, at, value, onChange }: ControlOf<"object">): ReactElement {
  const { root, errorAt, draw } = useFormTools();
  const on = value !== null && value !== undefined;
  const error = errorAt(at);
  return (
    <fieldset className={css.object}>
      <legend className={css.legend}>{field.title}</legend>
      {field.nullable ? (
        <Switch
          label={field.help || field.title}
          checked={on}
          onChange={(event) =>
            onChange(
              event.currentTarget.checked
                ? initial({ ...field.schema, default: undefined }, root)
                : null,
            )
          }
        />
      ) : (
        field.help && <div className={css.help}>{field.help}</div>
      )}
      {error && <div className={css.error}>{error}</div>}
      {(on || !field.nullable) &&
        draw({ schema: field.schema, value: asValue(value), onChange, at })}
    </fieldset>
  );
}

/** Several objects, one below the other; each has fields of its own. */
function RowsControl({ field, at, value, onChange }: ControlOf<"rows">): ReactElement {
  const { root, errorAt } = useFormTools();
  const rows: unknown[] = Array.isArray(value) ? value : [];
  const error = errorAt(at);
  return (
    <fieldset className={css.object}>
      <legend className={css.legend}>{field.title}</legend>
      {field.help && <div className={css.help}>{field.help}</div>}
      {error && <div className={css.error}>{error}</div>}
      {rows.map((row, number) => {
        const title = `${field.items.title ?? field.title} ${number + 1}`;
        return (
          <div key={number} className={css.row}>
            <Control
              field={fieldOf(title, { ...field.items, title }, root)}
              at={[...at, number]}
              value={row}
              onChange={(changed) => onChange(rows.with(number, changed))}
            />
            {rows.length > field.least && (
              <CloseButton
                aria-label={`Remove ${title}`}
                onClick={() => onChange(rows.toSpliced(number, 1))}
              />
            )}
          </div>
        );
      })}
      {rows.length < field.most && (
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => onChange([...rows, initial(field.items, root)])}
        >
          Add another
        </Button>
      )}
    </fieldset>
  );
}
