/** Hold a labelled file against a deployed model: choose it, see what was understood, compare. */
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { counted } from "../../lib/format";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import type { Source } from "../../lib/uploads";
import { DropZone } from "../../ui/files/DropZone";
import { FilePreview } from "../../ui/files/FilePreview";
import { Notice } from "../../ui/Notice";
import { Page, Panel } from "../../ui/Page";
import { useDeployment } from "./api/deployments";
import { evaluate, preview } from "./api/evaluations";

export default function EvaluatePage(): ReactElement {
  const project = useId("projectId");
  const deployment = useId("deploymentId");
  const name = useDeployment(deployment).data?.name;
  const [source, setSource] = useState<Source | null>(null);
  const navigate = useNavigate();
  return (
    <Page
      title="Evaluate"
      back={{ to: paths.deployment(project, deployment), title: name ?? "Deployment" }}
      lead="A labelled file is the truth; the model answers the same sentences, and every difference is shown."
    >
      {source ? (
        <FilePreview
          project={project}
          source={source}
          onSource={setSource}
          onCancel={() => setSource(null)}
          look={(...asked) => preview(deployment, ...asked)}
          go={async (...asked) => {
            const { id } = await evaluate(deployment, ...asked);
            await navigate({ to: paths.evaluation(project, deployment, id) });
          }}
          verb={(seen) => `Compare ${counted(seen.sentences, "sentence")}`}
          more={({ unknown_labels: unknown }) =>
            unknown.length > 0 && (
              <Notice
                tone="warn"
                title={`The model does not know ${counted(unknown.length, "label")}`}
              >
                {unknown.join(", ")}: all that is marked with these counts as missed.
              </Notice>
            )
          }
        />
      ) : (
        <Panel>
          <DropZone onFiles={setSource} />
        </Panel>
      )}
    </Page>
  );
}
