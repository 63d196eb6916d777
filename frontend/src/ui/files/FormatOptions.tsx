/** The choices of a format, as the server describes them. */
import { Autocomplete, NumberInput, Select, Switch, TagsInput } from "@mantine/core";
import type { ReactElement } from "react";
import type { FormatOption } from "../../api/types";
import { spoken } from "../../lib/schema";
import { useFormats, type Options } from "../../lib/uploads";

interface FormatOptionsProps {
  format: string;
  options: Options;
  /** Names of columns that were seen, offered where one is asked for. */
  columns: string[];
  onChange: (name: string, value: unknown) => void;
}

export function FormatOptions({
  format,
  options,
  columns,
  onChange,
}: FormatOptionsProps): ReactElement {
  const described = useFormats().data?.find(({ name }) => name === format)?.options ?? [];
  return (
    <>
      {described.map((option) => (
        <OptionControl
          key={option.name}
          option={option}
          columns={columns}
          value={options[option.name] ?? option.default}
          onChange={(value) => onChange(option.name, value)}
        />
      ))}
    </>
  );
}

interface OptionControlProps {
  option: FormatOption;
  columns: string[];
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Choices that say little as a file or a program spells them. */
const readable: Record<string, string> = {
  "\t": "TAB",
  tab: "TAB",
  codepoint: "Code points",
  utf16: "UTF-16 units",
  utf8: "UTF-8 bytes",
};

/** {"pos": 2} ↔ ["pos=2"] */
export const pairs = (value: unknown): string[] =>
  Object.entries((value ?? {}) as Record<string, unknown>).map(
    ([name, column]) => `${name}=${String(column)}`,
  );

export const unpaired = (words: string[]): Record<string, number> =>
  Object.fromEntries(
    words
      .map((word) => word.split("=", 2))
      .filter(([name, column]) => name?.trim() && Number.isInteger(Number(column ?? "x")))
      .map(([name, column]) => [name!.trim(), Number(column)]),
  );

function OptionControl({ option, columns, value, onChange }: OptionControlProps): ReactElement {
  const shared = { label: option.title ?? spoken(option.name), description: option.help };
  if (option.choices)
    return (
      <Select
        {...shared}
        data={option.choices.map((choice) => ({
          value: choice,
          label: readable[choice] ?? choice,
        }))}
        value={value == null ? null : String(value)}
        onChange={onChange}
      />
    );
  switch (option.type) {
    case "boolean":
      return (
        <Switch
          {...shared}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "integer":
      return (
        <NumberInput
          {...shared}
          allowDecimal={false}
          value={typeof value === "number" ? value : ""}
          onChange={(changed) => typeof changed === "number" && onChange(changed)}
        />
      );
    case "array":
      return (
        <TagsInput
          {...shared}
          data={columns}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onChange}
        />
      );
    case "object":
      return (
        <TagsInput
          {...shared}
          placeholder="pos=2"
          value={pairs(value)}
          onChange={(words) => onChange(unpaired(words))}
        />
      );
    default:
      return (
        <Autocomplete
          {...shared}
          data={option.name.endsWith("column") ? columns : []}
          value={value == null ? "" : String(value)}
          onChange={onChange}
        />
      );
  }
}
