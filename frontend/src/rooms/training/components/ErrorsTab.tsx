/** Every wrong entity in its sentence, as people marked it and as the model read it. */
import { Group, SegmentedControl, Select, Stack } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { ErrorKind, Report } from "../../../api/types";
import { count } from "../../../lib/format";
import { tagged, unitOf } from "../../../lib/report";
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
  const part = report.part ?? "test";
  const all = kinds.reduce((sum, name) => sum + report.errors[name], 0);
  // A tag is neither missed nor too long: it is another one.
  const shown = tagged(report.parts[part]) ? kinds.filter((name) => report.errors[name]) : kinds;
  if (all === 0)
    return (
      <Notice tone="good" title="No errors">
        {`Every ${unitOf(tagged(report.parts[part]))[0]} of the ${part} part was found as marked.`}
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
            ...shown.map((name) => ({
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
