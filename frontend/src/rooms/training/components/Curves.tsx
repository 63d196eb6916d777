/** Loss and F1 over the epochs, the kept epoch marked. */
import type { ReactElement } from "react";
import type { Epoch, Run } from "../../../api/types";
import { LineChart } from "../../../ui/LineChart";
import { Panel } from "../../../ui/Page";
import css from "./Curves.module.css";

const column = (epochs: Epoch[], pick: (epoch: Epoch) => number | null | undefined) =>
  epochs.map((epoch) => pick(epoch) ?? null);

const some = (values: (number | null)[]) => values.some((value) => value !== null);

export function Curves({ run }: { run: Run }): ReactElement {
  const { epochs } = run;
  const xs = epochs.map(({ epoch }) => epoch);
  const dev = column(epochs, (epoch) => epoch.dev_loss);
  const f1 = column(epochs, (epoch) => epoch.f1);
  const mark = run.best_epoch === null ? null : { x: run.best_epoch, title: "best" };
  if (!epochs.length)
    return (
      <div className={css.two}>
        <Panel title="Curves">The curves begin with the end of the first epoch.</Panel>
      </div>
    );
  return (
    <div className={css.two}>
      <Panel>
        <LineChart
          title="Loss"
          xs={xs}
          xName="epoch"
          series={[
            { name: "train", values: column(epochs, (epoch) => epoch.loss) },
            ...(some(dev) ? [{ name: "dev", values: dev }] : []),
          ]}
          format={short}
          from={0}
          mark={mark}
        />
      </Panel>
      {some(f1) && (
        <Panel>
          <LineChart
            title="Entity scores on dev"
            xs={xs}
            xName="epoch"
            series={[
              { name: "F1", values: f1 },
              { name: "precision", values: column(epochs, (epoch) => epoch.precision) },
              { name: "recall", values: column(epochs, (epoch) => epoch.recall) },
            ]}
            format={(value) => value.toFixed(2)}
            from={0}
            to={1}
            mark={mark}
          />
        </Panel>
      )}
    </div>
  );
}

const short = (value: number) =>
  value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
