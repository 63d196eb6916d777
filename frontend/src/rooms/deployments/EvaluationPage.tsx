/** What a labelled file said of a model: figures, errors by kind, every row, and the rows as files. */
import { Button, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { Evaluation, EvaluationReport } from "../../api/types";
import { count, counted, score } from "../../lib/format";
import { API, post } from "../../lib/http";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { useColors } from "../../lib/project";
import { certainty, rightOf, tagged, unitOf, warningsAbout } from "../../lib/report";
import { Facts } from "../../ui/Facts";
import { Loaded } from "../../ui/Loaded";
import { Meter } from "../../ui/Meter";
import { Notice } from "../../ui/Notice";
import { Page, Panel } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { useDeployment } from "./api/deployments";
import { useEvaluation } from "./api/evaluations";
import { LabelScores } from "./components/LabelScores";
import { RowsPanel } from "./components/RowsPanel";

export default function EvaluationPage(): ReactElement {
  const project = useId("projectId");
  const deployment = useId("deploymentId");
  const query = useEvaluation(useId("evaluationId"));
  const name = useDeployment(deployment).data?.name;
  const found = query.data;
  return (
    <Page
      title={found?.file ?? "Evaluation"}
      back={{ to: paths.deployment(project, deployment), title: name ?? "Deployment" }}
      badge={found && found.state !== "done" && <StateBadge state={found.state} />}
      lead={found && `Held against the model of ${found.model}, in ${found.precision}.`}
      actions={found?.report && <Downloads id={found.id} />}
    >
      <Loaded query={query} bars={[120, 200]}>
        {(one) =>
          one.report ? (
            <Result project={project} id={one.id} report={one.report} />
          ) : (
            <UnderWay found={one} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Downloads({ id }: { id: number }): ReactElement {
  return (
    <>
      {(["csv", "jsonl"] as const).map((format) => (
        <Button
          key={format}
          component="a"
          variant="default"
          href={`${API}/evaluations/${id}/download?format=${format}`}
          download
        >
          All rows as {format === "csv" ? "CSV" : "JSONL"}
        </Button>
      ))}
    </>
  );
}

function UnderWay({ found }: { found: Evaluation }): ReactElement {
  const cancel = useMutation({ mutationFn: () => post(`/evaluations/${found.id}/cancel`) });
  if (found.state === "failed" || found.state === "cancelled")
    return (
      <Notice
        tone={found.state === "failed" ? "bad" : "info"}
        title={found.state === "failed" ? "Nothing was compared" : "Cancelled"}
      >
        {found.error?.message}
      </Notice>
    );
  const { done, total, message } = found.progress;
  return (
    <Panel
      title="Comparing"
      actions={
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          Cancel
        </Button>
      }
    >
      <Stack gap="sm">
        <Meter value={done} total={total} label="Compared" />
        <span>
          {message || (found.state === "queued" ? "Waiting for a worker" : "Reading the file")}
          {total > 0 && ` · ${count(done)} of ${counted(total, "sentence")}`}
        </span>
      </Stack>
    </Panel>
  );
}

interface ResultProps {
  project: number;
  id: number;
  report: EvaluationReport;
}

function Result({ project, id, report }: ResultProps): ReactElement {
  const colorOf = useColors(project);
  const { micro } = report.entity;
  const { missed, spurious, boundary, label } = report.errors;
  const tags = tagged(report.size);
  const unknown = report.unknown_labels;
  return (
    <>
      <Panel
        title={tags ? "Tags" : "Entities"}
        lead={`${counted(report.size.sentences, "sentence")} with ${counted(report.size.entities, ...unitOf(tags))}. ${rightOf(tags)}`}
      >
        <Facts
          large
          facts={[
            { name: "F1", value: score(micro.f1), note: certainty(micro.interval?.f1) },
            { name: "Precision", value: score(micro.precision), note: "of what it found" },
            { name: "Recall", value: score(micro.recall), note: "of what is there" },
          ]}
        />
      </Panel>
      {warningsAbout(report, "entity", "labels").map(({ code, message }) => (
        <Notice key={code} tone="warn">
          {message}
        </Notice>
      ))}
      <Panel title="Errors">
        <Facts
          facts={[
            { name: "Missed", value: count(missed), note: "marked, not found" },
            { name: "Found in vain", value: count(spurious), note: "found where nothing is" },
            { name: "Wrong borders", value: count(boundary), note: "label right" },
            { name: "Wrong label", value: count(label), note: "found, named otherwise" },
          ]}
        />
      </Panel>
      {unknown.length > 0 && (
        <Notice tone="warn" title={`The model does not know ${counted(unknown.length, "label")}`}>
          {unknown.join(", ")}: all {unitOf(tags)[1]} of these count as missed.
        </Notice>
      )}
      <Panel title="By label" flush>
        <LabelScores labels={report.entity.labels} micro={micro} tags={tags} colorOf={colorOf} />
      </Panel>
      <RowsPanel project={project} id={id} tags={tags} labels={Object.keys(report.entity.labels)} />
    </>
  );
}
