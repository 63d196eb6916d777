/** A run while it trains: how far, how fast, how good so far, and what it says. */
import type { ReactElement } from "react";
import type { Run } from "../../../api/types";
import { count, counted, duration, milliseconds, score } from "../../../lib/format";
import { Facts } from "../../../ui/Facts";
import { Meter } from "../../../ui/Meter";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { underWay, useEvents } from "../api/runs";
import { Curves } from "./Curves";
import { LogTail } from "./LogTail";

export function LiveView({ run }: { run: Run }): ReactElement {
  const events = useEvents(run);
  return (
    <>
      <Ended run={run} />
      {underWay(run.state) && <Now run={run} />}
      {(run.epochs.length > 0 || run.state === "running") && <Curves run={run} />}
      <LogTail events={events} />
    </>
  );
}

function Ended({ run }: { run: Run }): ReactElement | null {
  const ways = run.epochs.length
    ? "Resume goes on from the last checkpoint."
    : "Train again opens the form with these settings.";
  if (run.state === "failed")
    return (
      <Notice tone="bad" title="The run failed">
        {run.error?.message ?? "The log below tells more."} {ways}
      </Notice>
    );
  if (run.state === "cancelled") return <Notice title="The run was cancelled">{ways}</Notice>;
  return null;
}

function Now({ run }: { run: Run }): ReactElement {
  if (run.state === "queued")
    return (
      <Notice title="Waiting in the queue">
        {run.queue_position
          ? `${counted(run.queue_position, "run")} before this one.`
          : "It is next; training starts as soon as a worker is free."}
      </Notice>
    );
  const { progress, live = {}, epochs, seconds_left } = run;
  const speed = live.sentences_per_second ?? epochs.at(-1)?.sentences_per_second;
  const best = epochs.find(({ epoch }) => epoch === run.best_epoch);
  return (
    <Panel title={progress.message || "Training"}>
      <div style={{ display: "grid", gap: 14 }}>
        <Meter value={progress.done} total={progress.total} label="Training" />
        <Facts
          facts={[
            { name: "epochs done", value: `${epochs.length}` },
            { name: "time left", value: duration(seconds_left) },
            {
              name: "sentences a second",
              value: speed == null ? "–" : count(Math.round(speed)),
              ...(live.seconds_per_step == null
                ? {}
                : { note: milliseconds(live.seconds_per_step) }),
            },
            {
              name: "loss of the last step",
              value: live.loss == null ? "–" : live.loss.toFixed(3),
            },
            {
              name: "best F1 so far",
              value: score(best?.f1),
              ...(best ? { note: `epoch ${best.epoch}` } : {}),
            },
          ]}
        />
      </div>
    </Panel>
  );
}
