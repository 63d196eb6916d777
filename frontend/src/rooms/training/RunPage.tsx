/** One run: live while it trains, its report when it is done. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Run } from "../../api/types";
import { duration, when } from "../../lib/format";
import { del, post, sentence } from "../../lib/http";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { reaches, useProject } from "../../lib/project";
import { say } from "../../lib/toast";
import { DeleteButton } from "../../ui/DeleteButton";
import { GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { runKey, runsKey, underWay, useRun } from "./api/runs";
import { DeployButton } from "./components/DeployButton";
import { LiveView } from "./components/LiveView";
import { ReportView } from "./components/ReportView";

export default function RunPage(): ReactElement {
  const project = useId("projectId");
  const query = useRun(useId("runId"));
  const run = query.data;
  const owner = reaches(useProject(project).data?.role, "owner");
  return (
    <Page
      title={run?.name ?? "Run"}
      back={backOf(project, run)}
      badge={run && <StateBadge state={run.state} />}
      lead={run && leadOf(run)}
      actions={run && owner ? <Acts project={project} run={run} /> : undefined}
    >
      <Loaded query={query} bars={[90, 260]}>
        {(found) =>
          found.state === "done" ? (
            <ReportView project={project} run={found} />
          ) : (
            <LiveView run={found} />
          )
        }
      </Loaded>
    </Page>
  );
}

const backOf = (project: number, run: Run | undefined) =>
  run?.study
    ? { to: paths.study(project, run.study), title: "Study" }
    : { to: paths.runs(project), title: "Runs" };

function leadOf(run: Run): string {
  const on = `On “${run.feature_set.name}”${run.device ? `, ${run.device}` : ""}`;
  if (!run.finished_at || !run.started_at) return `${on}, made ${when(run.created_at)}.`;
  const seconds = (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000;
  return `${on}, ended ${when(run.finished_at)} after ${duration(seconds)}.`;
}

function Acts({ project, run }: { project: number; run: Run }): ReactElement {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const fresh = () => queries.invalidateQueries({ queryKey: runKey(run.id) });
  const onError = (error: Error) => say(sentence(error), { tone: "bad" });
  const stop = useMutation({
    mutationFn: () => post(`/runs/${run.id}/stop`),
    onSuccess: () => say("Stopping after this step; the best epoch is kept."),
    onError,
    onSettled: fresh,
  });
  const resume = useMutation({
    mutationFn: () => post(`/runs/${run.id}/resume`),
    onError,
    onSettled: fresh,
  });
  const remove = async () => {
    await del(`/runs/${run.id}`);
    void queries.invalidateQueries({ queryKey: runsKey(project) });
    await navigate({ to: paths.runs(project) });
  };
  const again = `${paths.train(project, run.feature_set.id)}?run=${run.id}`;
  const busy = underWay(run.state);
  return (
    <>
      {!busy && (
        <DeleteButton name={run.name} act={remove}>
          Its model and report are deleted. A run that a deployment answers with cannot be deleted.
        </DeleteButton>
      )}
      {!busy && (
        <GoButton
          variant={run.state !== "failed" || run.epochs.length ? "default" : "filled"}
          to={again}
        >
          Train again
        </GoButton>
      )}
      {!busy && (
        <GoButton variant="default" to={`${paths.newStudy(project)}?run=${run.id}`}>
          Study
        </GoButton>
      )}
      {(run.state === "failed" || run.state === "cancelled") && (
        <Button
          variant={run.epochs.length ? "filled" : "default"}
          loading={resume.isPending}
          onClick={() => resume.mutate()}
        >
          Resume
        </Button>
      )}
      {busy && (
        <Button
          variant="outline"
          loading={stop.isPending}
          disabled={stop.isSuccess}
          onClick={() => stop.mutate()}
        >
          {stop.isSuccess ? "Stopping…" : run.state === "queued" ? "Cancel" : "Stop, keep the best"}
        </Button>
      )}
      {run.state === "done" && run.deployable && <DeployButton project={project} run={run} />}
    </>
  );
}
