/** A finished run on test sets that it was not made with. */
import { Button, Group, Select, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Reading, Run } from "../../../api/types";
import { post, sentence } from "../../../lib/http";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { readingsKey, useReadings, useTestSets } from "../api/readings";
import { ReadingTable } from "./ReadingTable";

export function OtherTestsTab({ project, run }: { project: number; run: Run }): ReactElement {
  const [chosen, setChosen] = useState<string | null>(null);
  const sets = useTestSets(project).data ?? [];
  const queries = useQueryClient();
  const readings = useReadings(project).data?.results ?? [];
  const start = useMutation({
    mutationFn: () => post<Reading>(`/feature-sets/${chosen}/readings`, { run: run.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: readingsKey(project) }),
  });
  const of = sets.find(({ id }) => id === run.feature_set.id);
  const others = sets.filter(({ id, target }) => id !== of?.id && (!of || target === of.target));
  const own = readings.filter((reading) => reading.run?.id === run.id);
  return (
    <Stack gap="lg">
      <Panel
        title="Another test set"
        lead="Score this run on the test part of another feature set: text from elsewhere, or a fixed set that never changes. To use a labelled file, import it and make a feature set that picks it for its test part."
      >
        <Group align="end">
          <Select
            label="Feature set"
            placeholder={others.length ? "Choose one" : "There is no other one with a test part"}
            disabled={!others.length}
            data={others.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={chosen}
            onChange={setChosen}
            w={280}
          />
          <Button disabled={!chosen} loading={start.isPending} onClick={() => start.mutate()}>
            Score it
          </Button>
        </Group>
      </Panel>
      {start.error && <Notice tone="bad">{sentence(start.error)}</Notice>}
      {own.length > 0 && <ReadingTable project={project} title="Scored" readings={own} />}
    </Stack>
  );
}
