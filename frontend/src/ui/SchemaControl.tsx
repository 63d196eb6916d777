/** One field of a schema form. */
import {
  Autocomplete,
  Button,
  Checkbox,
  CloseButton,
  MultiSelect,
  NumberInput,
  Select,
  Switch,
  TagsInput,
  TextInput,
} from "@mantine/core";
import type { ReactElement } from "react";
import {
  fieldOf,
  initial,
  switched,
  type Field,
  type NumberField,
  type Path,
  type Value,
} from "../lib/schema";
import { Icon } from "./Icon";
import { useFormTools } from "./schema-context";
import css from "./SchemaForm.module.css";

interface ControlProps<Kind extends Field = Field> {
  field: Kind;
  at: Path;
  value: unknown;
  onChange: (value: unknown) => void;
}

type Of<Type extends Field["type"]> = ControlProps<Extract<Field, { type: Type }>>;

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
function UnionControl({ field, at, value, onChange }: Of<"union">): ReactElement {
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

function ObjectControl({ field, at, value, onChange }: Of<"object">): ReactElement {
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

const bounds = ({ minimum, maximum }: NumberField) => ({
  ...(minimum === undefined ? {} : { min: minimum }),
  ...(maximum === undefined ? {} : { max: maximum }),
});

function NumberControl({ field, at, value, onChange }: Of<"number">): ReactElement {
  const { errorAt, autoText } = useFormTools();
  const isAuto = value === "auto";
  const taken = isAuto ? autoText?.(String(at.at(-1))) : undefined;
  const input = (
    <NumberInput
      label={field.title}
      description={field.help}
      {...bounds(field)}
      clampBehavior="none"
      step={field.step}
      allowDecimal={!field.integer}
      decimalScale={field.integer ? 0 : 12}
      disabled={isAuto}
      value={isAuto ? "" : ((value as number | string | undefined) ?? "")}
      placeholder={isAuto ? (taken ? `auto: ${taken}` : "auto") : undefined}
      error={errorAt(at)}
      onChange={(changed) => onChange(changed === "" && field.nullable ? null : changed)}
    />
  );
  if (!field.auto) return input;
  return (
    <div className={css.auto}>
      {input}
      <Checkbox
        label="auto"
        aria-label={`${field.title}: auto`}
        checked={isAuto}
        onChange={(event) => onChange(event.currentTarget.checked ? "auto" : field.start)}
      />
    </div>
  );
}

const NONE = "\u0000none";

function ChoiceControl({ field, at, value, onChange }: Of<"choice">): ReactElement {
  const { errorAt } = useFormTools();
  const key = (of: unknown) => (of === null || of === undefined ? NONE : String(of));
  return (
    <Select
      label={field.title}
      description={field.help}
      data={field.options.map((option) => ({ value: key(option.value), label: option.title }))}
      value={key(value)}
      error={errorAt(at)}
      onChange={(chosen) =>
        onChange(field.options.find((option) => key(option.value) === chosen)?.value)
      }
    />
  );
}

function ManyControl({ field, at, value, onChange }: Of<"many">): ReactElement {
  const { errorAt } = useFormTools();
  return (
    <MultiSelect
      label={field.title}
      description={field.help}
      data={field.options.map((option) => ({ value: String(option.value), label: option.title }))}
      value={Array.isArray(value) ? value.map(String) : []}
      error={errorAt(at)}
      onChange={onChange}
    />
  );
}

function ListControl({ field, at, value, onChange }: Of<"list">): ReactElement {
  const { errorAt } = useFormTools();
  return (
    <TagsInput
      label={field.title}
      description={`${field.help} Press Enter after each.`}
      value={Array.isArray(value) ? value.map(String) : []}
      error={errorAt(at)}
      onChange={(words) =>
        onChange(field.numbers ? words.map(Number).filter((n) => Number.isFinite(n)) : words)
      }
    />
  );
}

/** Several objects, one below the other; each has fields of its own. */
function RowsControl({ field, at, value, onChange }: Of<"rows">): ReactElement {
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

function SwitchControl({ field, at, value, onChange }: Of<"switch">): ReactElement {
  const { errorAt } = useFormTools();
  return (
    <Switch
      label={field.title}
      description={field.help}
      checked={value === true}
      error={errorAt(at)}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

function FileControl({ field, at, value, onChange }: Of<"file">): ReactElement {
  const { errorAt, fileControl } = useFormTools();
  const props = {
    kind: field.kind,
    label: field.title,
    help: field.help,
    value: typeof value === "string" ? value : "",
    error: errorAt(at),
    onChange,
  };
  return (
    <>
      {fileControl?.(props) ?? (
        <TextControl
          field={{ ...field, type: "text", suggestions: [] }}
          at={at}
          value={value}
          onChange={onChange}
        />
      )}
    </>
  );
}

function TextControl({ field, at, value, onChange }: Of<"text">): ReactElement {
  const { errorAt } = useFormTools();
  const set = (text: string) => onChange(text === "" && field.nullable ? null : text);
  const shared = {
    label: field.title,
    description: field.help,
    value: typeof value === "string" ? value : "",
    error: errorAt(at),
  };
  return field.suggestions.length ? (
    <Autocomplete {...shared} data={field.suggestions} onChange={set} />
  ) : (
    <TextInput {...shared} onChange={(event) => set(event.currentTarget.value)} />
  );
}
