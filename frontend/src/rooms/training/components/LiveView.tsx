/** A run while it trains: how far, how fast, how good so far, and what it says. */
import type { ReactElement } from "react";
import type { Run, RunEvent } from "../../../api/types";
import { count, counted, duration, milliseconds, score } from "../../../lib/format";
import { Facts } from "../../../ui/Facts";
import { Meter } from "../../../ui/Meter";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { underWay, useEvents } from "../api/runs";
import { Curves } from "./Curves";
import { LogTail } from "./LogTail";

export function LiveView({ run }: { run: Run }): ReactElement {
  const events = useEvents(run.id, run.state);
  return (
    <>
      <Ended run={run} />
      {underWay(run.state) && <Now run={run} step={stepOf(run, events)} />}
      {run.epochs.length > 0 ? (
        <Curves run={run} />
      ) : (
        run.state === "running" && (
          <Panel title="Curves">The curves begin with the end of the first epoch.</Panel>
        )
      )}
      <LogTail events={events} />
    </>
  );
}

function Ended({ run }: { run: Run }): ReactElement | null {
  if (run.state === "failed")
    return (
      <Notice tone="bad" title="The run failed">
        {run.error?.message ?? "The log below tells more."} Resume goes on from the last checkpoint.
      </Notice>
    );
  if (run.state === "cancelled")
    return <Notice title="The run was cancelled">Resume goes on from the last checkpoint.</Notice>;
  return null;
}

interface Step {
  done: number;
  total: number;
  loss: number | null;
  perSecond: number | null;
  perStep: number | null;
  secondsLeft: number | null;
}

/** The newest figures, wherever they stand: in the run itself, or in the last step it told. */
function stepOf(run: Run, events: RunEvent[]): Step {
  const last = events.findLast((event) => event.kind === "step")?.data ?? {};
  const live = { ...last, ...run.live };
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  return {
    done: number(live["done"]) ?? run.progress.done,
    total: number(live["total"]) ?? run.progress.total,
    loss: number(live["loss"]),
    perStep: number(live["seconds_per_step"]),
    perSecond:
      number(live["sentences_per_second"]) ?? run.epochs.at(-1)?.sentences_per_second ?? null,
    secondsLeft: run.seconds_left ?? number(live["seconds_left"]),
  };
}

function Now({ run, step }: { run: Run; step: Step }): ReactElement {
  if (run.state === "queued")
    return (
      <Notice title="Waiting in the queue">
        {run.queue_position != null && run.queue_position > 1
          ? `${counted(run.queue_position - 1, "run")} before this one.`
          : "It is next; training starts as soon as a worker is free."}
      </Notice>
    );
  const best = run.epochs.find(({ epoch }) => epoch === run.best_epoch);
  return (
    <Panel title={run.progress.message || "Training"}>
      <div style={{ display: "grid", gap: 14 }}>
        <Meter value={step.done} total={step.total} label="Training" />
        <Facts
          facts={[
            { name: "epochs done", value: `${run.epochs.length}` },
            { name: "time left", value: duration(step.secondsLeft) },
            {
              name: "sentences a second",
              value: step.perSecond == null ? "–" : count(Math.round(step.perSecond)),
              ...(step.perStep == null ? {} : { note: milliseconds(step.perStep) }),
            },
            {
              name: "loss of the last step",
              value: step.loss == null ? "–" : step.loss.toFixed(3),
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
