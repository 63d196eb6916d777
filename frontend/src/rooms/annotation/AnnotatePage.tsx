/** The annotation page: one document, its labels, and the queue that saves every act. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactElement } from "react";
import { useId } from "@/lib/params";
import { useLabels, useProject } from "@/lib/project";
import { useUser } from "@/lib/session";
import { Loaded } from "@/ui/Loaded";
import type { SaveQueue } from "./save-queue/queue";
import { onSaved, startSaving } from "./save-queue/start";
import { documentQuery, type Document } from "./workbench/documents";
import { Sittings } from "./workbench/sitting";
import { Workbench } from "./workbench/Workbench";
import css from "./workbench/Workbench.module.css";

export default function AnnotatePage(): ReactElement {
  const projectId = useId("projectId");
  const document = useQuery(documentQuery(useId("documentId")));
  const project = useProject(projectId);
  const labels = useLabels(projectId);
  const saving = useSaving(projectId);
  return (
    <div className={css.page}>
      <Loaded query={project}>
        {(aProject) => (
          <Loaded query={labels}>
            {(all) => (
              <Loaded query={document}>
                {(one) =>
                  saving && <Workbench project={aProject} document={one} labels={all} {...saving} />
                }
              </Loaded>
            )}
          </Loaded>
        )}
      </Loaded>
    </div>
  );
}

interface Saving {
  readonly queue: SaveQueue;
  readonly sittings: Sittings;
}

const desks = new WeakMap<SaveQueue, Saving>();

function deskOf(queue: SaveQueue): Saving {
  const desk = desks.get(queue) ?? { queue, sittings: new Sittings(queue) };
  desks.set(queue, desk);
  return desk;
}

/** The signed-in user's queue, and the documents at work on it; what is saved becomes what the page has fetched. */
function useSaving(project: number): Saving | undefined {
  const user = useUser()?.id;
  const client = useQueryClient();
  const [saving, setSaving] = useState<Saving>();
  useEffect(() => {
    let left = false;
    if (user !== undefined)
      void startSaving(user).then((queue) => left || setSaving(deskOf(queue)));
    return () => {
      left = true;
    };
  }, [user]);
  useEffect(
    () =>
      onSaved((entry, saved) => {
        saving?.sittings.get(entry.document)?.meet(saved);
        client.setQueryData<Document>(
          documentQuery(entry.document).queryKey,
          (old) => old && { ...old, ...saved },
        );
        void client.invalidateQueries({ queryKey: ["projects", project], exact: true });
      }),
    [client, project, saving],
  );
  return saving;
}
