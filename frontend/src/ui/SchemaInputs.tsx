/** The fields of a schema form that are one input each. */
import {
  Autocomplete,
  Checkbox,
  MultiSelect,
  NumberInput,
  Select,
  Switch,
  TagsInput,
  TextInput,
} from "@mantine/core";
import type { ReactElement } from "react";
import type { NumberField } from "../lib/schema";
import { useFormTools, type ControlOf } from "./schema-context";
import css from "./SchemaForm.module.css";

const bounds = ({ minimum, maximum }: NumberField) => ({
  ...(minimum === undefined ? {} : { min: minimum }),
  ...(maximum === undefined ? {} : { max: maximum }),
});

export function NumberControl({ field, at, value, onChange }: ControlOf<"number">): ReactElement {
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

export function ChoiceControl({ field, at, value, onChange }: ControlOf<"choice">): ReactElement {
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

export function ManyControl({ field, at, value, onChange }: ControlOf<"many">): ReactElement {
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

export function ListControl({ field, at, value, onChange }: ControlOf<"list">): ReactElement {
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

export function SwitchControl({ field, at, value, onChange }: ControlOf<"switch">): ReactElement {
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

export function FileControl({ field, at, value, onChange }: ControlOf<"file">): ReactElement {
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

export function TextControl({ field, at, value, onChange }: ControlOf<"text">): ReactElement {
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
