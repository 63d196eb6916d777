/** A form drawn from a JSON Schema: one control per field, help beside it, the server's errors at their place. */
import { Button, Collapse } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { JsonSchema } from "../api/types";
import { fieldsOf, type Field, type Value } from "../lib/schema";
import { Icon } from "./Icon";
import { FormContext, useFormTools, type FieldsProps, type FormHelp } from "./schema-context";
import { Control } from "./SchemaControl";
import css from "./SchemaForm.module.css";

interface SchemaFormProps extends FormHelp {
  schema: JsonSchema;
  value: Value;
  onChange: (value: Value) => void;
  /** Fields that come before the others. */
  first?: readonly string[];
  /** Fields that the page draws itself. */
  without?: readonly string[];
}

export function SchemaForm({
  schema,
  value,
  onChange,
  first,
  without,
  ...help
}: SchemaFormProps): ReactElement {
  return (
    <FormContext value={{ ...help, draw: (fields) => <Fields {...fields} /> }}>
      <Fields schema={schema} value={value} onChange={onChange} at={[]} {...{ first, without }} />
    </FormContext>
  );
}

/** Named fields in the order named, the others after them as they stand. */
const rank = (first: readonly string[], name: string) =>
  first.includes(name) ? first.indexOf(name) : first.length;

/** The fields of one object: the basic ones, then the others behind a button. */
function Fields({
  schema,
  value,
  onChange,
  at,
  first = [],
  without = [],
}: FieldsProps): ReactElement {
  const [wanted, setWanted] = useState(false);
  const { root, errorAt } = useFormTools();
  const fields = fieldsOf(schema, root)
    .filter(([name]) => !without.includes(name))
    .sort(([a], [b]) => rank(first, a) - rank(first, b));
  const draw = ([name, field]: [string, Field]) => (
    <Control
      key={name}
      field={field}
      at={[...at, name]}
      value={value[name]}
      onChange={(changed) => onChange({ ...value, [name]: changed })}
    />
  );
  const more = fields.filter(([, field]) => field.group === "more");
  const open = wanted || more.some(([name]) => errorAt([...at, name]) !== undefined);
  return (
    <div className={css.fields}>
      {fields.filter(([, field]) => field.group !== "more").map(draw)}
      {more.length > 0 && (
        <div className={css.wide}>
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={open}
            leftSection={<Icon name={open ? "down" : "right"} size={14} />}
            onClick={() => setWanted(!open)}
          >
            More choices ({more.length})
          </Button>
          <Collapse expanded={open}>
            <div className={css.fields} data-more>
              {more.map(draw)}
            </div>
          </Collapse>
        </div>
      )}
    </div>
  );
}
