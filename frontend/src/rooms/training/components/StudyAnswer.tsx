/** What the runs of a study say together: a chart where there is a course, figures where there is a spread. */
import type { ReactElement } from "react";
import type { Estimated, StudyResult, StudyWithTrials } from "../../../api/types";
import { count, score } from "../../../lib/format";
import { Facts, type Fact } from "../../../ui/Facts";
import { LineChart } from "../../../ui/LineChart";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";

export function StudyAnswer({ study }: { study: StudyWithTrials }): ReactElement | null {
  const { result } = study;
  if (study.plan.kind === "search") return <Course study={study} />;
  if (!result) return null;
  if (result.points) return <Learning result={result} />;
  return <Spread result={result} />;
}

/** The dev F1 of each trial that was not given up, and the best so far. */
function Course({ study }: { study: StudyWithTrials }): ReactElement | null {
  const scored = study.trials.filter(
    ({ dev_f1, pruned_at }) => dev_f1 !== null && pruned_at === null,
  );
  if (scored.length < 2) return null;
  const values = scored.map(({ dev_f1 }) => dev_f1);
  const best = scored.map((_, i) => Math.max(...values.slice(0, i + 1).map((v) => v ?? 0)));
  return (
    <Panel>
      <LineChart
        title="F1 on the dev part"
        xs={scored.map(({ trial }) => (trial ?? 0) + 1)}
        xName="trial"
        series={[
          { name: "this trial", values },
          { name: "best so far", values: best },
        ]}
        format={(value) => value.toFixed(2)}
      />
    </Panel>
  );
}

const around = (one: Estimated | null | undefined): string =>
  one ? `${score(one.f1)} (${one.low.toFixed(2)} to ${one.high.toFixed(2)})` : "too few to say";

function Learning({ result }: { result: StudyResult }): ReactElement | null {
  const points = (result.points ?? []).filter(({ f1 }) => f1 !== undefined);
  const { forecast } = result;
  if (!forecast || !points.length) return null;
  const all = [...points, forecast];
  const last = points.length - 1;
  const ahead = all.map(({ f1 }, i) => (i >= last ? (f1 ?? null) : null));
  return (
    <>
      <Panel>
        <LineChart
          title="F1 by training sentences"
          xs={all.map(({ sentences }) => sentences)}
          xName="sentences"
          series={[
            { name: "measured", values: all.map(({ f1 }, i) => (i <= last ? (f1 ?? null) : null)) },
            { name: "forecast", values: ahead },
            { name: "low", values: all.map(({ low }) => low ?? null) },
            { name: "high", values: all.map(({ high }) => high ?? null) },
          ]}
          format={(value) => value.toFixed(2)}
          mark={{ x: points[last]!.sentences, title: "now" }}
        />
      </Panel>
      {result.labels && (
        <Panel
          title="By label"
          lead="In brackets: where 95 % of the resampled test parts come to lie."
          flush
        >
          <TableBox label="Forecast by label">
            <thead>
              <tr>
                <th>Label</th>
                <th data-end>In the test part</th>
                <th data-end>F1 now</th>
                <th data-end>F1 with twice the labels</th>
              </tr>
            </thead>
            <tbody>
              {(Array.isArray(result.labels) ? result.labels : []).map((one) => (
                <tr key={one.label}>
                  <th scope="row">{one.label}</th>
                  <td data-end>{count(one.support)}</td>
                  <td data-end>{one.now ? score(one.now.f1) : "–"}</td>
                  <td data-end>{around(one.doubled)}</td>
                </tr>
              ))}
            </tbody>
          </TableBox>
        </Panel>
      )}
    </>
  );
}

const pm = (mean: number | undefined, sd: number | null | undefined): string =>
  sd == null ? score(mean) : `${score(mean)} ± ${sd.toFixed(3)}`;

function Spread({ result }: { result: StudyResult }): ReactElement | null {
  const { mean, sd, pooled, labels } = result;
  if (!mean || !sd) return null;
  const facts: Fact[] = [
    { name: "F1", value: pm(mean.f1, sd.f1), note: "mean ± standard deviation" },
    { name: "Precision", value: pm(mean.precision, sd.precision) },
    { name: "Recall", value: pm(mean.recall, sd.recall) },
    ...(pooled
      ? [{ name: "F1, pooled", value: score(pooled.f1), note: "all folds scored as one text" }]
      : []),
  ];
  return (
    <>
      <Panel title="Scores">
        <Facts large facts={facts} />
      </Panel>
      {labels && !Array.isArray(labels) && (
        <Panel title="By label" flush>
          <TableBox label="F1 by label">
            <thead>
              <tr>
                <th>Label</th>
                <th data-end>F1, mean ± standard deviation</th>
              </tr>
            </thead>
            <tbody>
              {Object.entries(labels).map(([name, one]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td data-end>{pm(one.mean, one.sd)}</td>
                </tr>
              ))}
            </tbody>
          </TableBox>
        </Panel>
      )}
    </>
  );
}
