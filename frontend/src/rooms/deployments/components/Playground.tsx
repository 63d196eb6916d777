/** Try a deployment from its own page. */
import type { ReactElement } from "react";
import type { Deployment, Prediction } from "../../../api/types";
import { post } from "../../../lib/http";
import { useColors } from "../../../lib/project";
import { TryOut } from "./TryOut";

interface PlaygroundProps {
  project: number;
  deployment: Deployment;
}

export function Playground({ project, deployment }: PlaygroundProps): ReactElement {
  const colorOf = useColors(project);
  return (
    <TryOut
      sample={deployment.sample}
      ask={(text) => post<Prediction>(`/deployments/${deployment.id}/try`, { text })}
      colorOf={colorOf}
      tags={deployment.task === "tokens"}
      off={offText[deployment.state]}
    />
  );
}

const offText: Partial<Record<Deployment["state"], string>> = {
  starting: "It is starting; a moment.",
  stopped: "It is stopped. Press Start to try it.",
  failed: "It could not be started.",
};
