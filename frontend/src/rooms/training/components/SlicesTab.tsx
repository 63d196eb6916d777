/** Where the model is good and where it only remembers; and what needs no model at all. */
import { Stack } from "@mantine/core";
import type { ReactElement } from "react";
import type { Report } from "../../../api/types";
import { percent, score } from "../../../lib/format";
import { range, tagged } from "../../../lib/report";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { ScoreCells, ScoreHead } from "../../../ui/Scores";
import { TableBox } from "../../../ui/TableBox";

const titles: Record<string, string> = {
  training: "What training had",
  "entity length": "Length of the entity",
  "sentence length": "Length of the sentence",
};

export function SlicesTab({ report }: { report: Report }): ReactElement {
  const { slices = [], baselines = [], unseen_words: unseen } = report;
  const tags = tagged(report.parts[report.part ?? "test"]);
  const groups = [...new Set(slices.map(({ group }) => group))].filter(
    (group) => !(tags && group === "entity length"), // a tag is one token long
  );
  if (!slices.length)
    return <Notice>This report was written before slices were; train again to get them.</Notice>;
  return (
    <Stack gap="lg">
      {unseen != null && (
        <Notice>
          {percent(unseen)} of the words here never occurred in training; the model knows them by
          their letters and their neighbours alone.
        </Notice>
      )}
      {groups.map((group) => (
        <Panel key={group} title={titles[group] ?? group} flush>
          <TableBox label={titles[group] ?? group}>
            <ScoreHead first={tags ? "Tags" : "Entities"} found certain />
            <tbody>
              {slices
                .filter((slice) => slice.group === group)
                .map(({ interval, ...slice }) => (
                  <tr key={slice.name}>
                    <th scope="row">{slice.name}</th>
                    <ScoreCells
                      score={{
                        ...slice,
                        interval: { f1: interval, precision: interval, recall: interval },
                      }}
                      found
                      certain
                    />
                  </tr>
                ))}
            </tbody>
          </TableBox>
        </Panel>
      ))}
      {baselines.length > 0 && <Baselines report={report} />}
    </Stack>
  );
}

function Baselines({ report }: { report: Report }): ReactElement {
  const { micro } = report.entity;
  return (
    <Panel
      title="Without a model"
      lead="What these rules, learned by counting, reach on the same sentences. A model is worth what it adds."
      flush
    >
      <TableBox label="Without a model">
        <thead>
          <tr>
            <th>Rule</th>
            <th data-end>F1</th>
            <th data-end>Precision</th>
            <th data-end>Recall</th>
            <th data-end>Token accuracy</th>
          </tr>
        </thead>
        <tbody>
          {(report.baselines ?? []).map((one) => (
            <tr key={one.kind}>
              <th scope="row">{one.name}</th>
              <td data-end>
                <b>{score(one.f1)}</b>
              </td>
              <td data-end>{score(one.precision)}</td>
              <td data-end>{score(one.recall)}</td>
              <td data-end>{percent(one.accuracy)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">This model {micro.interval && `(${range(micro.interval.f1)})`}</th>
            <td data-end>
              <b>{score(micro.f1)}</b>
            </td>
            <td data-end>{score(micro.precision)}</td>
            <td data-end>{score(micro.recall)}</td>
            <td data-end>{percent(report.tokens.accuracy)}</td>
          </tr>
        </tfoot>
      </TableBox>
    </Panel>
  );
}
