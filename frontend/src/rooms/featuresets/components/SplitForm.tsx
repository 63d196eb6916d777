/** The Split dropdown and the chosen split's own fields. */
import { Select, Stack } from "@mantine/core";
import type { ReactElement } from "react";
import type { JsonSchema } from "../../../api/types";
import { fieldError } from "../../../lib/fields";
import { entriesOf, switched, type Value } from "../../../lib/schema";
import { SchemaForm } from "../../../ui/SchemaForm";
import { Shares } from "./Shares";

interface SplitFormProps {
  schema: JsonSchema;
  split: Value;
  onChange: (split: Value) => void;
  error: unknown;
}

export function SplitForm({ schema, split, onChange, error }: SplitFormProps): ReactElement | null {
  const entries = entriesOf(schema, schema);
  const entry = entries.find(({ kind }) => kind === split["kind"]) ?? entries[0];
  if (!entry) return null;
  return (
    <Stack gap="md">
      <Select
        label="How the parts are drawn"
        description={entry.help}
        data={entries.map(({ kind, title }) => ({ value: kind, label: title }))}
        value={entry.kind}
        error={fieldError(error, "split")}
        onChange={(kind) => {
          const next = entries.find((candidate) => candidate.kind === kind);
          if (next) onChange(switched(next, split, schema));
        }}
      />
      <Shares split={split} />
      <SchemaForm
        schema={entry.schema}
        root={schema}
        first={["train", "dev", "test"]}
        value={split}
        onChange={onChange}
        errorAt={(at) => fieldError(error, "split", ...at)}
      />
    </Stack>
  );
}
