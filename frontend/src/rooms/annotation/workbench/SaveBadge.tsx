/** Where one's work is: on the server, on the way, or waiting here. */
import { useSyncExternalStore, type ReactElement } from "react";
import type { Phase, QueueState, SaveQueue } from "../save-queue/queue";
import { Icon, type IconName } from "@/ui/Icon";
import css from "./Workbench.module.css";

const ICONS: Record<Phase, IconName> = {
  saved: "check",
  unsaved: "edit",
  saving: "refresh",
  offline: "warn",
  "signed-out": "warn",
  conflict: "warn",
  refused: "warn",
};

function words({ phase, unsaved }: QueueState): string {
  if (phase === "saved") return "Saved";
  if (phase === "saving") return "Saving";
  const waiting = `${String(unsaved)} unsaved`;
  if (phase === "offline") return `Offline · ${waiting}`;
  if (phase === "signed-out") return `Signed out · ${waiting}`;
  if (phase === "conflict") return `Conflict · ${waiting}`;
  return phase === "refused" ? `Refused · ${waiting}` : waiting;
}

export function SaveBadge({ queue }: { queue: SaveQueue }): ReactElement {
  const state = useSyncExternalStore(queue.subscribe, () => queue.state);
  const trouble = ICONS[state.phase] === "warn";
  return (
    <span className={css.saved} data-phase={state.phase} role={trouble ? "status" : undefined}>
      <Icon name={ICONS[state.phase]} size={15} />
      {words(state)}
    </span>
  );
}
