/** One deployment: try it, use it, steer it. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Deployment } from "../../api/types";
import { del, post, sentence } from "../../lib/http";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { reaches, useProject } from "../../lib/project";
import { say } from "../../lib/toast";
import { DeleteButton } from "../../ui/DeleteButton";
import { Go } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Notice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { listKey, oneKey, useDeployment } from "./api/deployments";
import { AddressPanel } from "./components/AddressPanel";
import { EvaluationsPanel } from "./components/EvaluationsPanel";
import { FeaturePanel } from "./components/FeaturePanel";
import { PrecisionPanel } from "./components/PrecisionPanel";
import { Playground } from "./components/Playground";
import { Snippets } from "./components/Snippets";

export default function DeploymentPage(): ReactElement {
  const project = useId("projectId");
  const query = useDeployment(useId("deploymentId"));
  const found = query.data;
  const owner = reaches(useProject(project).data?.role, "owner");
  return (
    <Page
      title={found?.name ?? "Deployment"}
      back={{ to: paths.deployments(project), title: "Deployments" }}
      badge={found && <StateBadge state={found.state} />}
      lead={
        found && (
          <>
            Answers with the model of{" "}
            <Go to={paths.run(project, found.run.id)}>{found.run.name}</Go>.
          </>
        )
      }
      actions={found && owner ? <Acts project={project} deployment={found} /> : undefined}
    >
      <Loaded query={query} bars={[90, 200]}>
        {(deployment) => (
          <>
            {deployment.state === "failed" && (
              <Notice tone="bad" title="It could not be started">
                {deployment.error}
              </Notice>
            )}
            <Playground project={project} deployment={deployment} />
            <AddressPanel deployment={deployment} owner={owner} />
            <Snippets deployment={deployment} />
            <EvaluationsPanel project={project} deployment={deployment} />
            {deployment.has_network && <PrecisionPanel deployment={deployment} owner={owner} />}
            <FeaturePanel deployment={deployment} owner={owner} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Acts({ project, deployment }: { project: number; deployment: Deployment }): ReactElement {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id, state, name } = deployment;
  const fresh = () => queries.invalidateQueries({ queryKey: ["deployments"] });
  const turn = useMutation({
    mutationFn: (verb: "start" | "stop") => post(`/deployments/${id}/${verb}`),
    onError: (error) => say(sentence(error), { tone: "bad" }),
    onSettled: fresh,
  });
  const remove = async () => {
    await del(`/deployments/${id}`);
    await navigate({ to: paths.deployments(project) });
    queries.removeQueries({ queryKey: oneKey(id) });
    void queries.invalidateQueries({ queryKey: listKey(project) });
  };
  return (
    <>
      <DeleteButton name={name} act={remove}>
        Programs that call its address are refused at once. The run and its model stay.
      </DeleteButton>
      {state === "stopped" || state === "failed" ? (
        <Button loading={turn.isPending} onClick={() => turn.mutate("start")}>
          Start
        </Button>
      ) : (
        <Button variant="default" loading={turn.isPending} onClick={() => turn.mutate("stop")}>
          Stop
        </Button>
      )}
    </>
  );
}
