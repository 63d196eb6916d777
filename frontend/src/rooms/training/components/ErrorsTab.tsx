/** Every wrong entity in its sentence, as people marked it and as the model read it. */
import { Group, SegmentedControl, Select, Stack } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { ErrorKind, Report } from "../../../api/types";
import { count } from "../../../lib/format";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { kindNames, kinds } from "../words";
import { SentenceList } from "./SentenceList";

interface ErrorsTabProps {
  project: number;
  run: number;
  report: Report;
}

export function ErrorsTab({ project, run, report }: ErrorsTabProps): ReactElement {
  const [kind, setKind] = useState<ErrorKind | "">("");
  const [label, setLabel] = useState<string | null>(null);
  const all = kinds.reduce((sum, name) => sum + report.errors[name], 0);
  if (all === 0)
    return (
      <Notice tone="good" title="No errors">
        Every entity of the test part was found as marked.
      </Notice>
    );
  return (
    <Stack gap="md">
      <Group>
        <SegmentedControl
          aria-label="Kind of error"
          className="wraps"
          data={[
            { value: "", label: `All ${count(all)}` },
            ...kinds.map((name) => ({
              value: name,
              label: `${kindNames[name]} ${count(report.errors[name])}`,
            })),
          ]}
          value={kind}
          onChange={(name) => setKind(name as ErrorKind | "")}
        />
        <Select
          aria-label="Label"
          placeholder="Any label"
          clearable
          clearButtonProps={{ "aria-label": "Any label" }}
          data={Object.keys(report.entity.labels)}
          value={label}
          onChange={setLabel}
          w={170}
        />
      </Group>
      <Panel>
        <SentenceList
          project={project}
          run={run}
          what="errors"
          query={{ ...(kind ? { kind } : {}), ...(label ? { label } : {}) }}
        />
      </Panel>
    </Stack>
  );
}
