/** One reading: the report of a run on another test set, or of another program on ours. */
import { Tabs } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Reading } from "../../api/types";
import { when } from "../../lib/format";
import { del } from "../../lib/http";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { DeleteButton } from "../../ui/DeleteButton";
import { Loaded } from "../../ui/Loaded";
import { Notice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { readingsKey, useReading, useReadingReport } from "./api/readings";
import { underWay } from "./api/runs";
import { LabelMap } from "./components/LabelMap";
import { ScoresTab } from "./components/ScoresTab";
import { SlicesTab } from "./components/SlicesTab";
import { TokensTab } from "./components/TokensTab";

export default function ReadingPage(): ReactElement {
  const project = useId("projectId");
  const query = useReading(useId("readingId"));
  const reading = query.data;
  const back = reading?.run
    ? { to: paths.run(project, reading.run.id), title: reading.run.name }
    : { to: paths.runs(project), title: "Runs" };
  return (
    <Page
      title={reading?.name ?? "Reading"}
      back={back}
      badge={reading && <StateBadge state={reading.state} />}
      lead={reading && leadOf(reading)}
      actions={reading && <Remove project={project} reading={reading} back={back.to} />}
    >
      <Loaded query={query} bars={[90, 240]}>
        {(found) => <State project={project} reading={found} />}
      </Loaded>
    </Page>
  );
}

const leadOf = ({ run, feature_set, part, created_at }: Reading): string =>
  `${run ? "This run" : "Another program"} on the ${part} part of “${feature_set.name}”, ${when(created_at)}.`;

function State({ project, reading }: { project: number; reading: Reading }): ReactElement {
  if (underWay(reading.state)) return <Notice>{reading.progress.message || "Waiting."}</Notice>;
  if (reading.state !== "done")
    return (
      <Notice tone="bad">{reading.error?.message ?? "It was ended before it was done."}</Notice>
    );
  return <Done project={project} reading={reading} />;
}

function Done({ project, reading }: { project: number; reading: Reading }): ReactElement {
  const report = useReadingReport(reading.id, reading.headline?.f1);
  const foreign = reading.run === null;
  return (
    <Loaded query={report} bars={[110, 240]}>
      {(data) => (
        <Tabs defaultValue="scores" keepMounted={false}>
          <Tabs.List mb="lg">
            <Tabs.Tab value="scores">Scores</Tabs.Tab>
            {foreign && <Tabs.Tab value="labels">Labels</Tabs.Tab>}
            <Tabs.Tab value="slices">Slices</Tabs.Tab>
            <Tabs.Tab value="tokens">Other views</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="scores">
            <ScoresTab project={project} report={data} />
          </Tabs.Panel>
          <Tabs.Panel value="labels">
            <LabelMap project={project} reading={reading} />
          </Tabs.Panel>
          <Tabs.Panel value="slices">
            <SlicesTab report={data} />
          </Tabs.Panel>
          <Tabs.Panel value="tokens">
            <TokensTab report={data} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Loaded>
  );
}

interface RemoveProps {
  project: number;
  reading: Reading;
  back: string;
}

function Remove({ project, reading, back }: RemoveProps): ReactElement {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await del(`/readings/${reading.id}`);
    void queries.invalidateQueries({ queryKey: readingsKey(project) });
    await navigate({ to: back });
  };
  return (
    <DeleteButton name={reading.name} act={remove}>
      Its figures are deleted; the run, the feature set and the texts stay.
    </DeleteButton>
  );
}
