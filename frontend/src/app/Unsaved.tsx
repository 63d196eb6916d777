/** Work that waits on this machine drains from every page; what cannot go by itself leads to its document. */
import { useParams } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore, type ReactElement } from "react";
import { counted } from "../lib/format";
import { paths } from "../lib/paths";
import { useUser } from "../lib/session";
import type { SaveQueue } from "../rooms/annotation/save-queue/queue";
import { startSaving } from "../rooms/annotation/save-queue/start";
import { Go } from "../ui/Go";
import { Icon } from "../ui/Icon";
import css from "./Shell.module.css";

export function Unsaved(): ReactElement | null {
  const user = useUser()?.id;
  const [queue, setQueue] = useState<SaveQueue>();
  useEffect(() => {
    let left = false;
    if (user !== undefined) void startSaving(user).then((found) => left || setQueue(found));
    return () => {
      left = true;
    };
  }, [user]);
  return queue ? <Waiting queue={queue} /> : null;
}

/** The annotation page has a badge of its own. */
function Waiting({ queue }: { queue: SaveQueue }): ReactElement | null {
  const { phase, unsaved, conflicts, refusals } = useSyncExternalStore(
    queue.subscribe,
    () => queue.state,
  );
  const { documentId } = useParams({ strict: false }) as { documentId?: string };
  if (documentId !== undefined || unsaved === 0 || phase === "saving" || phase === "unsaved")
    return null;
  const stuck = (conflicts[0] ?? refusals[0])?.mine;
  const words = `${counted(unsaved, "document")} not saved yet`;
  return (
    <span className={css.unsaved} role="status">
      <Icon name="warn" size={15} />
      {stuck ? <Go to={paths.document(stuck.project, stuck.document)}>{words}</Go> : words}
    </span>
  );
}
