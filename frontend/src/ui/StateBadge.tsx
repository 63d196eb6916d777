/** A state as a word with a dot; the word says it, the colour only helps. */
import type { ReactElement } from "react";
import css from "./StateBadge.module.css";

type BadgeTone = "plain" | "busy" | "good" | "warn" | "bad";

const states: Record<string, [title: string, tone: BadgeTone]> = {
  queued: ["queued", "warn"],
  running: ["running", "busy"],
  done: ["done", "good"],
  failed: ["failed", "bad"],
  cancelled: ["cancelled", "plain"],
  new: ["to label", "plain"],
  skipped: ["skipped", "warn"],
  starting: ["starting", "busy"],
  live: ["live", "good"],
  stopped: ["stopped", "plain"],
};

export function StateBadge({ state, title }: { state: string; title?: string }): ReactElement {
  const [word, tone] = states[state] ?? [state, "plain"];
  return (
    <span className={css.badge} data-tone={tone}>
      <span className={css.dot} />
      {title ?? word}
    </span>
  );
}
