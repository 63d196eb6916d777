/** What a finished run is worth: scores first, then where it errs, then how it was made. */
import { Tabs } from "@mantine/core";
import type { ReactElement } from "react";
import type { Report, Run } from "../../../api/types";
import { useWords } from "../../../lib/params";
import { Loaded } from "../../../ui/Loaded";
import { useReport } from "../api/runs";
import { ConfusionTab } from "./ConfusionTab";
import { CostsTab } from "./CostsTab";
import { Curves } from "./Curves";
import { ErrorsTab } from "./ErrorsTab";
import { LogTail } from "./LogTail";
import { OtherTestsTab } from "./OtherTestsTab";
import { ParametersTab } from "./ParametersTab";
import { RemediesPanel } from "./RemediesPanel";
import { ScoresTab } from "./ScoresTab";
import { SlicesTab } from "./SlicesTab";
import { TokensTab } from "./TokensTab";
import { WhyTab } from "./WhyTab";
import { useEvents } from "../api/runs";

export function ReportView({ project, run }: { project: number; run: Run }): ReactElement {
  const report = useReport(run.id);
  return (
    <Loaded query={report} bars={[110, 240]}>
      {(data) => <ReportTabs project={project} run={run} report={data} />}
    </Loaded>
  );
}

interface ReportTabsProps {
  project: number;
  run: Run;
  report: Report;
}

function ReportTabs({ project, run, report }: ReportTabsProps): ReactElement {
  const [words, setWords] = useWords();
  const errors = Object.values(report.errors).reduce((sum, n) => sum + n, 0);
  return (
    <Tabs
      value={words["tab"] ?? "scores"}
      onChange={(tab) => setWords({ tab: tab ?? undefined })}
      keepMounted={false}
    >
      <Tabs.List mb="lg">
        <Tabs.Tab value="scores">Scores</Tabs.Tab>
        <Tabs.Tab value="errors">Errors ({errors})</Tabs.Tab>
        <Tabs.Tab value="confusion">Confusion</Tabs.Tab>
        <Tabs.Tab value="slices">Slices</Tabs.Tab>
        <Tabs.Tab value="tokens">Other views</Tabs.Tab>
        <Tabs.Tab value="costs">Costs</Tabs.Tab>
        <Tabs.Tab value="why">Why?</Tabs.Tab>
        <Tabs.Tab value="tests">Test sets</Tabs.Tab>
        <Tabs.Tab value="course">Curves and log</Tabs.Tab>
        <Tabs.Tab value="parameters">Parameters</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="scores">
        <ScoresTab project={project} report={report}>
          <RemediesPanel project={project} run={run} />
        </ScoresTab>
      </Tabs.Panel>
      <Tabs.Panel value="errors">
        <ErrorsTab project={project} run={run.id} report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="confusion">
        <ConfusionTab project={project} run={run.id} report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="slices">
        <SlicesTab report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="tokens">
        <TokensTab report={report} download={`/runs/${run.id}/report.txt`} />
      </Tabs.Panel>
      <Tabs.Panel value="costs">
        <CostsTab project={project} report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="why">
        <WhyTab run={run.id} />
      </Tabs.Panel>
      <Tabs.Panel value="tests">
        <OtherTestsTab project={project} run={run} />
      </Tabs.Panel>
      <Tabs.Panel value="course">
        <Course run={run} />
      </Tabs.Panel>
      <Tabs.Panel value="parameters">
        <ParametersTab run={run} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Course({ run }: { run: Run }): ReactElement {
  const events = useEvents(run);
  return (
    <div style={{ display: "grid", gap: 20 }}>
      {run.epochs.length > 0 && <Curves run={run} />}
      <LogTail events={events} />
    </div>
  );
}
