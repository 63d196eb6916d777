/** One label's form. */
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { Label } from "../../../api/types";
import { fieldError, formError, useFields } from "../../../lib/fields";
import { patch, post } from "../../../lib/http";
import { labelsKey } from "../../../lib/project";
import { Notice } from "../../../ui/Notice";
import { ColorChoice } from "./ColorChoice";

interface LabelFormProps {
  project: number;
  label: Label | null;
  /** How many labels there are; the next colour of the palette follows from it. */
  taken: number;
  onDone: () => void;
}

export function LabelForm({ project, label, taken, onDone }: LabelFormProps): ReactElement {
  const queries = useQueryClient();
  const { values, set } = useFields({
    name: label?.name ?? "",
    color: label?.color ?? (taken % 8) + 1,
    key: label?.key ?? "",
    description: label?.description ?? "",
  });
  const save = useMutation({
    mutationFn: () => {
      const sent = { ...values, name: values.name.trim() };
      const fresh = {
        ...sent,
        key: sent.key || undefined,
        description: sent.description || undefined,
      };
      return label
        ? patch<Label>(`/labels/${label.id}`, sent)
        : post<Label>(`/projects/${project}/labels`, fresh);
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: labelsKey(project) });
      onDone();
    },
  });
  const wrong = formError(save.error, ["name", "color", "key", "description"]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        {wrong && <Notice tone="bad">{wrong}</Notice>}
        <TextInput
          label="Name"
          required
          data-autofocus
          placeholder="PRODUCT"
          value={values.name}
          onChange={(event) => set("name", event.currentTarget.value)}
          error={fieldError(save.error, "name")}
        />
        <ColorChoice
          value={values.color}
          onChange={(color) => set("color", color)}
          error={fieldError(save.error, "color")}
        />
        <TextInput
          label="Key"
          description="One digit or letter; left empty, a free one is chosen."
          maxLength={1}
          maw={120}
          value={values.key}
          onChange={(event) => set("key", event.currentTarget.value.trim())}
          error={fieldError(save.error, "key")}
        />
        <TextInput
          label="Description"
          description="Shown to annotators."
          value={values.description}
          onChange={(event) => set("description", event.currentTarget.value)}
          error={fieldError(save.error, "description")}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={!values.name.trim()}>
            Save label
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
