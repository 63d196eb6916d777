/** What a model of this set will learn; asked only where the texts carry more than what people mark. */
import { Select } from "@mantine/core";
import type { ReactElement } from "react";
import { useProject } from "../../../lib/project";
import { useChoices } from "../api/feature-sets";

interface TargetProps {
  project: number;
  target: string;
  onChange: (target: string) => void;
  error: string | undefined;
}

const MARKED = { ner: "The marked spans", tokens: "The tags given to tokens" };

export function Target({ project, target, onChange, error }: TargetProps): ReactElement | null {
  const layers = useChoices(project).data?.layers ?? [];
  const task = useProject(project).data?.task ?? "ner";
  if (layers.length === 0) return null;
  return (
    <Select
      label="What to learn"
      description="A token layer came with the import: one tag for every token."
      data={[
        { value: "", label: MARKED[task] },
        ...layers.map((layer) => ({ value: layer, label: `The layer “${layer}”` })),
      ]}
      value={target}
      error={error}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen ?? "")}
    />
  );
}
