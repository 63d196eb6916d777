/** The headline, what to make of it, and the scores of each label. */
import { Stack } from "@mantine/core";
import type { ReactElement } from "react";
import type { Report, Score } from "../../../api/types";
import { count, counted, percent, score } from "../../../lib/format";
import { useColors } from "../../../lib/project";
import { Facts, type Fact } from "../../../ui/Facts";
import { LabelTag } from "../../../ui/LabelTag";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";

export function ScoresTab({ project, report }: { project: number; report: Report }): ReactElement {
  const part = report.part ?? "test";
  const size = report.parts[part];
  return (
    <Stack gap="lg">
      <Panel
        title="Entities"
        lead={`Measured on the ${part} part: ${counted(size.sentences, "sentence")}, ${counted(size.entities, "entity", "entities")} the model never saw. An entity counts as right only if both borders and its label are.`}
      >
        <Facts large facts={headline(report)} />
      </Panel>
      <Verdicts report={report} />
      <Labels project={project} report={report} />
    </Stack>
  );
}

/** The figures that were asked for in the recipe, the usual three if none of those is one figure. */
export function headline({ entity, tokens, metrics }: Report): Fact[] {
  const { micro, macro } = entity;
  const known: Record<string, Fact> = {
    f1: { name: "F1", value: score(micro.f1), note: "balance of precision and recall" },
    precision: {
      name: "Precision",
      value: score(micro.precision),
      note: "of what it found, this share is right",
    },
    recall: {
      name: "Recall",
      value: score(micro.recall),
      note: "of what is there, this share is found",
    },
    macro_f1: { name: "Macro F1", value: score(macro.f1), note: "each label counts alike" },
    token_accuracy: { name: "Token accuracy", value: percent(tokens.accuracy, 2) },
    token_f1: { name: "Token F1", value: score(tokens.micro?.f1) },
  };
  const asked = Object.keys(known).filter((name) => metrics.includes(name));
  const shown = asked.length ? asked : ["f1", "precision", "recall"];
  return shown.map((name) => known[name]!);
}

const tones = { good: "good", overfit: "warn", underfit: "warn", unclear: "info" } as const;

function Verdicts({ report }: { report: Report }): ReactElement {
  const { fit, recut, truncated, baseline } = report;
  return (
    <Stack gap="xs">
      {fit && <Notice tone={tones[fit.verdict] ?? "info"}>{fit.message}</Notice>}
      {recut && <Notice tone={recut.delta < -0.01 ? "warn" : "info"}>{recut.message}</Notice>}
      {truncated && truncated.sentences > 0 && (
        <Notice tone={truncated.entities > 0 ? "warn" : "info"}>
          {counted(truncated.sentences, "training sentence")} were cut at the maximum length;{" "}
          {counted(truncated.entities, "entity", "entities")} were lost that way.
        </Notice>
      )}
      {baseline && (
        <Notice tone={baseline.f1 >= (report.entity.micro.f1 ?? 0) ? "warn" : "info"}>
          Without a model ({baseline.name}), F1 would be {score(baseline.f1)}.
          {baseline.f1 >= (report.entity.micro.f1 ?? 0) &&
            " This run is no better: label more, or train longer."}
        </Notice>
      )}
    </Stack>
  );
}

function Labels({ project, report }: { project: number; report: Report }): ReactElement {
  const colorOf = useColors(project);
  const { labels, micro, macro } = report.entity;
  const rows = Object.entries(labels).sort(([, a], [, b]) => (b.support ?? 0) - (a.support ?? 0));
  return (
    <Panel title="By label" flush>
      <TableBox label="Scores by label">
        <ScoreHead first="Label" found />
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name}>
              <th scope="row">
                <LabelTag name={name} color={colorOf(name)} />
              </th>
              <ScoreCells score={of} found />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All entities (micro)</th>
            <ScoreCells score={micro} found />
          </tr>
          <tr>
            <th scope="row">Mean of the labels (macro)</th>
            <ScoreCells score={macro} found />
          </tr>
        </tfoot>
      </TableBox>
    </Panel>
  );
}

export function ScoreHead({ first, found }: { first: string; found?: boolean }): ReactElement {
  return (
    <thead>
      <tr>
        <th>{first}</th>
        <th data-end>F1</th>
        <th data-end>Precision</th>
        <th data-end>Recall</th>
        <th data-end>In the text</th>
        {found && <th data-end>Found</th>}
      </tr>
    </thead>
  );
}

export function ScoreCells({ score: of, found }: { score: Score; found?: boolean }): ReactElement {
  return (
    <>
      <td data-end title={percent(of.f1, 2)}>
        <b>{score(of.f1)}</b>
      </td>
      <td data-end>{score(of.precision)}</td>
      <td data-end>{score(of.recall)}</td>
      <td data-end>{count(of.support)}</td>
      {found && <td data-end>{count(of.predicted)}</td>}
    </>
  );
}
