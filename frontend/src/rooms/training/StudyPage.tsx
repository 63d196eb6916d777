/** One study, live: its answer, a picture of it, and its runs. */
import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { StudyWithTrials } from "../../api/types";
import { when } from "../../lib/format";
import { del, post, sentence } from "../../lib/http";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { reaches, useProject } from "../../lib/project";
import { say } from "../../lib/toast";
import { DeleteButton } from "../../ui/DeleteButton";
import { GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Notice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { useRun } from "./api/runs";
import { questions, studiesKey, studyKey, useStudy } from "./api/studies";
import { DeployButton } from "./components/DeployButton";
import { StudyAnswer } from "./components/StudyAnswer";
import { TrialTable } from "./components/TrialTable";

export default function StudyPage(): ReactElement {
  const project = useId("projectId");
  const query = useStudy(useId("studyId"));
  const study = query.data;
  const owner = reaches(useProject(project).data?.role, "owner");
  return (
    <Page
      title={study?.name ?? "Study"}
      back={{ to: paths.studies(project), title: "Studies" }}
      badge={study && <StateBadge state={study.state} />}
      lead={study && leadOf(study)}
      actions={study && owner ? <Acts project={project} study={study} /> : undefined}
    >
      <Loaded query={query} bars={[90, 260]}>
        {(found) => (
          <Stack gap="lg">
            <Course study={found} />
            <StudyAnswer study={found} />
            <TrialTable project={project} study={found} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

const leadOf = (study: StudyWithTrials) =>
  `${questions[study.plan.kind]} On “${study.feature_set.name}”, begun ${when(study.created_at)}.`;

/** How far it is, and what went wrong. */
function Course({ study }: { study: StudyWithTrials }): ReactElement | null {
  const failed = study.trials.filter(({ state }) => state === "failed");
  const message = study.result?.message;
  return (
    <Stack gap="xs">
      {study.state === "running" && (
        <Notice>
          {study.stop_asked
            ? "Ending: runs that train keep their best epoch."
            : `${study.done} of at most ${study.planned} runs are done.`}
        </Notice>
      )}
      {message && <Notice tone={study.state === "done" ? "good" : "info"}>{message}</Notice>}
      {failed[0] && (
        <Notice tone="warn">
          {failed.length} of {study.begun} runs failed. {failed[0].error?.message}
        </Notice>
      )}
    </Stack>
  );
}

function Acts({ project, study }: { project: number; study: StudyWithTrials }): ReactElement {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const best = study.result?.best?.run ?? 0;
  const run = useRun(best).data;
  const stop = useMutation({
    mutationFn: () => post(`/studies/${study.id}/stop`),
    onError: (error) => say(sentence(error), { tone: "bad" }),
    onSettled: () => queries.invalidateQueries({ queryKey: studyKey(study.id) }),
  });
  const remove = async () => {
    await del(`/studies/${study.id}`);
    void queries.invalidateQueries({ queryKey: studiesKey(project) });
    await navigate({ to: paths.studies(project) });
  };
  return (
    <>
      {study.state !== "running" && (
        <DeleteButton name={study.name} act={remove}>
          Its runs are deleted, with their models and reports. A study with a deployed run cannot be
          deleted.
        </DeleteButton>
      )}
      {study.state === "running" && !study.stop_asked && (
        <Button variant="outline" loading={stop.isPending} onClick={() => stop.mutate()}>
          Stop, keep what there is
        </Button>
      )}
      {best > 0 && (
        <GoButton variant="default" to={paths.run(project, best)}>
          Open the best run
        </GoButton>
      )}
      {run?.deployable && <DeployButton project={project} run={run} />}
    </>
  );
}
