/** What the run says, the newest at the bottom and in view. */
import { useEffect, useRef, type ReactElement } from "react";
import type { RunEvent } from "../../../api/types";
import { score } from "../../../lib/format";
import { Panel } from "../../../ui/Page";
import css from "./LogTail.module.css";

/** One line per event that a person wants to read; steps pass by unseen. */
export function lineOf({ kind, data }: RunEvent): string | null {
  if (kind === "log") return String(data["message"] ?? "");
  if (kind === "state") return data["state"] ? `The run is ${String(data["state"])}.` : null;
  if (kind !== "epoch") return null;
  const loss = typeof data["loss"] === "number" ? `, loss ${data["loss"].toFixed(3)}` : "";
  const f1 = typeof data["f1"] === "number" ? `, F1 ${score(data["f1"])}` : "";
  return `Epoch ${String(data["epoch"])}${loss}${f1}.`;
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
