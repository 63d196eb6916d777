/** The choices of the detected format: known ones as dropdowns, others by the type of their value. */
import { NumberInput, Select, Switch, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import type { FormatOption } from "../../../api/types";
import { spoken } from "../../../lib/schema";
import { useFormats, type Options } from "../api/imports";

interface FormatOptionsProps {
  format: string;
  options: Options;
  onChange: (name: string, value: unknown) => void;
}

/** Used where the server names a choice without its values. */
const usual: Record<string, string[]> = {
  encoding: ["utf-8", "cp1252", "latin-1", "utf-16"],
  tokenizer: ["words", "whitespace", "characters"],
  scheme: ["IOB1", "IOB2", "IOE2", "IOBES"],
  split: ["line", "text"],
};

const helps: Record<string, string> = {
  encoding: "How bytes become letters.",
  tokenizer: "How text is cut into tokens.",
  scheme: "How tags spell the borders of a span.",
};

/** Drawn by the mapping table instead. */
const elsewhere = new Set(["columns"]);

export function FormatOptions({ format, options, onChange }: FormatOptionsProps): ReactElement {
  const described = useFormats().data?.find(({ name }) => name === format)?.options ?? [];
  const named = described.map((option): FormatOption =>
    typeof option === "string" ? { name: option } : option,
  );
  const missing = Object.keys(options).filter(
    (name) => !named.some((option) => option.name === name),
  );
  const all = [...named, ...missing.map((name): FormatOption => ({ name }))];
  return (
    <>
      {all
        .filter(({ name }) => !elsewhere.has(name))
        .map((option) => (
          <OptionControl
            key={option.name}
            option={option}
            value={options[option.name] ?? option.default}
            onChange={(value) => onChange(option.name, value)}
          />
        ))}
    </>
  );
}

interface OptionControlProps {
  option: FormatOption;
  value: unknown;
  onChange: (value: unknown) => void;
}

function OptionControl({ option, value, onChange }: OptionControlProps): ReactElement | null {
  const label = option.title ?? spoken(option.name);
  const description = option.help ?? helps[option.name];
  const choices = option.choices ?? usual[option.name];
  if (choices) {
    const data = choices.map((choice) =>
      typeof choice === "string"
        ? { value: choice, label: choice }
        : { value: choice.value, label: choice.title },
    );
    const current = value == null ? null : String(value);
    if (current !== null && !data.some((choice) => choice.value === current))
      data.push({ value: current, label: current });
    return (
      <Select
        label={label}
        description={description}
        data={data}
        value={current}
        onChange={onChange}
      />
    );
  }
  if (typeof value === "boolean" || option.type === "boolean")
    return (
      <Switch
        label={label}
        description={description}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (typeof value === "number" || option.type === "integer")
    return (
      <NumberInput
        label={label}
        description={description}
        value={typeof value === "number" ? value : ""}
        onChange={(changed) => onChange(changed === "" ? null : changed)}
      />
    );
  if (value !== null && typeof value === "object") return null;
  return (
    <TextInput
      label={label}
      description={description}
      value={value == null ? "" : String(value)}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}
