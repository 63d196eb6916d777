/** What the run says, the newest at the bottom and in view, until someone scrolls up to read. */
import type { ReactElement } from "react";
import type { Epoch, RunEvent } from "../../../api/types";
import { duration, milliseconds, percent, score } from "../../../lib/format";
import { Panel } from "../../../ui/Page";
import css from "./LogTail.module.css";

export function lineOf({ kind, data }: RunEvent): string {
  if (kind === "log") return String(data["message"]);
  if (kind === "state") return `The run is ${String(data["state"])}.`;
  return epochLine(data as unknown as Partial<Epoch>);
}

/** Only what was told: an embedding has no F1, a run without a dev part no dev loss. */
function epochLine(epoch: Partial<Epoch>): string {
  const { loss, dev_loss, dev_accuracy, f1, seconds, steps } = epoch;
  const told = [
    loss != null && `loss ${loss.toFixed(3)}`,
    dev_loss != null && `dev loss ${dev_loss.toFixed(3)}`,
    dev_accuracy != null && `dev accuracy ${percent(dev_accuracy, 2)}`,
    f1 != null && `F1 ${score(f1)}`,
    seconds != null && duration(seconds),
    seconds != null && steps && milliseconds(seconds / steps),
  ];
  return `Epoch ${epoch.epoch}: ${told.filter(Boolean).join(", ")}.`;
}

export function LogTail({ events }: { events: RunEvent[] }): ReactElement | null {
  if (!events.length) return null;
  return (
    <Panel title="Log">
      {/* A box that can scroll must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={css.box} role="log" aria-label="Log" tabIndex={0}>
        <div>
          {events.map((event) => (
            <div key={event.id} data-level={event.data["level"] as string | undefined}>
              <time dateTime={event.at}>{new Date(event.at).toLocaleTimeString()}</time>{" "}
              {lineOf(event)}
            </div>
          ))}
        </div>
      </div>
    </Panel>
  );
}
