/** One frozen set: what it holds, what to know before training on it, and the button that trains. */
import { Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { FeatureSet, Summary } from "../../api/types";
import { when } from "../../lib/format";
import { del } from "../../lib/http";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { reaches, useProject } from "../../lib/project";
import { spoken } from "../../lib/schema";
import { DeleteButton } from "../../ui/DeleteButton";
import { GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Meter } from "../../ui/Meter";
import { Notice } from "../../ui/Notice";
import { Page, Panel } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { listKey, useFeatureSet } from "./api/feature-sets";
import { LabelShares } from "./components/LabelShares";
import { Lengths } from "./components/Lengths";
import { Parts } from "./components/Parts";
import { Problems } from "./components/Problems";
import { Repeats } from "./components/Repeats";
import { Unseen } from "./components/Unseen";

export default function FeatureSetPage(): ReactElement {
  const project = useId("projectId");
  const query = useFeatureSet(useId("featureSetId"));
  const set = query.data;
  const may = reaches(useProject(project).data?.role, "owner");
  return (
    <Page
      title={set?.name ?? "Feature set"}
      back={{ to: paths.featureSets(project), title: "Feature sets" }}
      badge={set && <StateBadge state={set.state} />}
      lead={
        set &&
        `${spoken(set.split.kind)} split${set.target ? ` of the layer “${set.target}”` : ""}, made ${when(set.created_at)}.${set.hash ? ` Fingerprint ${set.hash.slice(0, 12)}.` : ""}`
      }
      actions={
        set && may ? (
          <>
            <Remove project={project} set={set} />
            {set.state === "done" && (
              <GoButton to={paths.train(project, set.id)}>Train on this set</GoButton>
            )}
          </>
        ) : undefined
      }
    >
      <Loaded query={query} bars={[90, 240]}>
        {(data) =>
          data.state === "done" && data.summary ? (
            <SummaryView project={project} set={data} summary={data.summary} may={may} />
          ) : (
            <NotYet project={project} set={data} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Remove({ project, set }: { project: number; set: FeatureSet }): ReactElement {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const act = async () => {
    await del(`/feature-sets/${set.id}`);
    void queries.invalidateQueries({ queryKey: listKey(project) });
    await navigate({ to: paths.featureSets(project) });
  };
  return (
    <DeleteButton name={set.name} act={act}>
      Only a set that no run was trained on can be deleted. The documents stay.
    </DeleteButton>
  );
}

function NotYet({ project, set }: { project: number; set: FeatureSet }): ReactElement {
  if (set.state === "failed" || set.state === "cancelled")
    return (
      <Notice
        tone="bad"
        title="This set could not be made"
        action={<GoButton to={paths.newFeatureSet(project)}>Make another</GoButton>}
      >
        {set.error?.message ?? "It was cancelled."}
      </Notice>
    );
  const { done, total, message } = set.progress;
  return (
    <Panel title={set.state === "queued" ? "Waiting for a worker" : "Freezing"}>
      <Meter value={done} total={total} label="Freezing" />
      <p>{message || "Sentences are drawn, written and weighed."}</p>
    </Panel>
  );
}

interface SummaryViewProps {
  project: number;
  set: FeatureSet;
  summary: Summary;
  may: boolean;
}

function SummaryView({ project, set, summary, may }: SummaryViewProps): ReactElement {
  return (
    <>
      <Problems project={project} set={set.id} problems={summary.problems} />
      <Parts parts={summary.parts} />
      <LabelShares project={project} parts={summary.parts} />
      <Unseen summary={summary} />
      <Repeats summary={summary} />
      <Lengths summary={summary} />
      {may && (
        <Group justify="flex-end">
          <GoButton size="md" to={paths.train(project, set.id)}>
            Train on this set
          </GoButton>
        </Group>
      )}
    </>
  );
}
