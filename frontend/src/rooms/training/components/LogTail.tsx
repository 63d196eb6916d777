/** What the run says, the newest at the bottom and in view. */
import { useEffect, useRef, type ReactElement } from "react";
import type { Epoch, RunEvent } from "../../../api/types";
import { duration, milliseconds, percent, score } from "../../../lib/format";
import { Panel } from "../../../ui/Page";
import css from "./LogTail.module.css";

/** One line per event that a person wants to read; steps pass by unseen. */
export function lineOf({ kind, data }: RunEvent): string | null {
  if (kind === "log") return String(data["message"] ?? "");
  if (kind === "state") return data["state"] ? `The run is ${String(data["state"])}.` : null;
  return kind === "epoch" ? epochLine(data as unknown as Partial<Epoch>) : null;
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
  const end = useRef<HTMLDivElement>(null);
  const lines = events.map((event) => ({ event, line: lineOf(event) })).filter(({ line }) => line);
  useEffect(() => {
    const box = end.current?.parentElement;
    if (box) box.scrollTop = box.scrollHeight;
  }, [lines.length]);
  if (!lines.length) return null;
  return (
    <Panel title="Log">
      {/* A box that can scroll must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={css.box} role="log" aria-label="Log" tabIndex={0}>
        {lines.map(({ event, line }) => (
          <div key={event.id} data-level={event.data["level"] as string | undefined}>
            <time dateTime={event.at}>{new Date(event.at).toLocaleTimeString()}</time> {line}
          </div>
        ))}
        <div ref={end} />
      </div>
    </Panel>
  );
}
