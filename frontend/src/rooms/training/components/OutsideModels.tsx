/** What other programs answer on a feature set's test part: a file of answers, or an installed spaCy. */
import { Button, FileButton, Group, Select, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import type { Reading } from "../../../api/types";
import { post, sentence } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { Sending } from "../../../ui/files/Sending";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { readingsKey, usePrograms, useReadings, useTestSets } from "../api/readings";
import { ReadingTable } from "./ReadingTable";

interface OutsideModelsProps {
  project: number;
  chosen: number[];
  onChoose: (chosen: number[]) => void;
}

export function OutsideModels({ project, chosen, onChoose }: OutsideModelsProps): ReactElement {
  const readings = useReadings(project).data?.results.filter(({ run }) => run === null) ?? [];
  return (
    <Stack gap="md">
      <AddOne project={project} />
      {readings.length > 0 && (
        <ReadingTable
          project={project}
          title="Outside models"
          readings={readings}
          chosen={chosen}
          onChoose={onChoose}
        />
      )}
    </Stack>
  );
}

function AddOne({ project }: { project: number }): ReactElement {
  const [set, setSet] = useState<string | null>(null);
  const sets = useTestSets(project).data ?? [];
  const pipelines = usePrograms().data?.pipelines ?? [];
  const queries = useQueryClient();
  const navigate = useNavigate();
  const on = set ?? (sets[0] ? String(sets[0].id) : null);
  const done = {
    onSuccess: ({ id }: Reading) => {
      void queries.invalidateQueries({ queryKey: readingsKey(project) });
      void navigate({ to: paths.reading(project, id) });
    },
  };
  const upload = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append("file", file, file.name);
      return post<Reading>(`/feature-sets/${on}/answers`, form);
    },
    ...done,
  });
  const ask = useMutation({
    mutationFn: (program: string) => post<Reading>(`/feature-sets/${on}/readings`, { program }),
    ...done,
  });
  const error = upload.error ?? ask.error;
  return (
    <Panel
      title="Compare with another program"
      lead="Let it read the project's texts and upload what it answered, in any import format (CoNLL, JSONL …). It is scored on the same test sentences as the runs."
    >
      <Group align="end">
        <Select
          label="Test part of"
          placeholder="No feature set with a test part yet"
          data={sets.map(({ id, name }) => ({ value: String(id), label: name }))}
          disabled={!sets.length}
          allowDeselect={false}
          value={on}
          onChange={setSet}
          w={240}
        />
        <FileButton onChange={(file) => file && upload.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" disabled={!on} loading={upload.isPending}>
              Upload answers
            </Button>
          )}
        </FileButton>
        {pipelines.map((name) => (
          <Button
            key={name}
            variant="default"
            disabled={!on}
            loading={ask.isPending && ask.variables === name}
            onClick={() => ask.mutate(name)}
          >
            Ask spaCy’s {name}
          </Button>
        ))}
      </Group>
      {upload.isPending && <Sending />}
      {error && <Notice tone="bad">{sentence(error)}</Notice>}
    </Panel>
  );
}
