/** Another program's labels in ours: a small table that its reader edits, then it is scored again. */
import { Button, Group, Select, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Reading } from "../../../api/types";
import { count } from "../../../lib/format";
import { patch, sentence } from "../../../lib/http";
import { useLabels } from "../../../lib/project";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";
import { readingKey } from "../api/readings";

const leaveOut = "";

export function LabelMap({
  project,
  reading,
}: {
  project: number;
  reading: Reading;
}): ReactElement {
  const ours = useLabels(project).data ?? [];
  const [labels, setLabels] = useState<Record<string, string>>(reading.labels);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => patch<Reading>(`/readings/${reading.id}`, { labels }),
    onSuccess: () => queries.invalidateQueries({ queryKey: readingKey(reading.id) }),
  });
  const theirs = [...new Set([...Object.keys(reading.labels), ...Object.keys(reading.left_out)])];
  if (!theirs.length)
    return <Notice tone="good">Every label of the answers is a label of this project.</Notice>;
  const choices = [
    { value: leaveOut, label: "leave out" },
    ...ours.map(({ name }) => ({ value: name, label: name })),
  ];
  return (
    <Stack gap="md">
      <Panel
        title="Labels of the other program"
        lead="Those that mean the same as a label of this project are counted as that one; the others are left out."
        flush
      >
        <TableBox label="Labels of the other program">
          <thead>
            <tr>
              <th>Theirs</th>
              <th data-end>Left out</th>
              <th>Counts as</th>
            </tr>
          </thead>
          <tbody>
            {theirs.sort().map((name) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td data-end>{count(reading.left_out[name] ?? 0)}</td>
                <td>
                  <Select
                    aria-label={`${name} counts as`}
                    size="xs"
                    w={180}
                    data={choices}
                    allowDeselect={false}
                    value={labels[name] ?? leaveOut}
                    onChange={(value) => setLabels({ ...labels, [name]: value ?? leaveOut })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      </Panel>
      {save.error && <Notice tone="bad">{sentence(save.error)}</Notice>}
      <Group>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          Score again
        </Button>
      </Group>
    </Stack>
  );
}
