/** The Split dropdown and the chosen split's own fields. */
import { Select, Stack } from "@mantine/core";
import type { ReactElement } from "react";
import type { JsonSchema } from "../../../api/types";
import { fieldError } from "../../../lib/fields";
import { entriesOf, switched, type Value } from "../../../lib/schema";
import { SchemaForm } from "../../../ui/SchemaForm";
import { PICKED_PARTS, PickedParts } from "./PickedParts";
import { Shares } from "./Shares";

interface SplitFormProps {
  project: number;
  schema: JsonSchema;
  split: Value;
  onChange: (split: Value) => void;
  error: unknown;
}

export function SplitForm({
  project,
  schema,
  split,
  onChange,
  error,
}: SplitFormProps): ReactElement | null {
  const entries = entriesOf(schema, schema);
  const entry = entries.find(({ kind }) => kind === split["kind"]) ?? entries[0];
  if (!entry) return null;
  const errorAt = (at: (string | number)[]) => fieldError(error, "split", ...at);
  const picked = entry.kind === "picked";
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
      {picked && (
        <PickedParts project={project} split={split} onChange={onChange} errorAt={errorAt} />
      )}
      <SchemaForm
        schema={entry.schema}
        root={schema}
        first={PICKED_PARTS}
        without={picked ? PICKED_PARTS : []}
        value={split}
        onChange={onChange}
        errorAt={errorAt}
      />
    </Stack>
  );
}
