/** The headline with its certainty, what needs no model beside it, what to make of both, and each label. */
import { Stack } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import type { Report, Score } from "../../../api/types";
import { counted, percent, score } from "../../../lib/format";
import { useColors } from "../../../lib/project";
import { certainty, rightOf, tagged, unitOf, warningsAbout } from "../../../lib/report";
import { Facts, type Fact } from "../../../ui/Facts";
import { LabelTag } from "../../../ui/LabelTag";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { ScoreCells, ScoreHead } from "../../../ui/Scores";
import { TableBox } from "../../../ui/TableBox";

interface ScoresTabProps {
  project: number;
  report: Report;
  /** What to do about the verdict. */
  children?: ReactNode;
}

export function ScoresTab({ project, report, children }: ScoresTabProps): ReactElement {
  const part = report.part ?? "test";
  const size = report.parts[part];
  const tags = tagged(size);
  return (
    <Stack gap="lg">
      <Panel
        title={tags ? "Tags" : "Entities"}
        lead={`Measured on the ${part} part: ${counted(size.sentences, "sentence")}, ${counted(size.entities, ...unitOf(tags))}${report.fit ? " the model never saw" : ""}. ${rightOf(tags)}`}
      >
        <Facts large facts={[...headline(report), ...withoutModel(report)]} />
      </Panel>
      <Verdicts report={report} />
      {children}
      <Labels project={project} report={report} />
    </Stack>
  );
}

/** The figures that were asked for in the recipe, the usual three if none of those is one figure. */
export function headline({ entity, tokens, metrics }: Report): Fact[] {
  const { micro, macro } = entity;
  const known: Record<string, Fact> = {
    f1: { name: "F1", value: score(micro.f1), note: certainty(micro.interval?.f1) },
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

/** The best of what needs no model, beside the model. */
export function withoutModel({ baselines, baseline }: Report): Fact[] {
  const every = baselines?.length ? baselines : baseline ? [baseline] : [];
  const best = every.toSorted((a, b) => b.f1 - a.f1)[0];
  return best ? [{ name: "F1 without a model", value: score(best.f1), note: best.name }] : [];
}

const tones = { good: "good", overfit: "warn", underfit: "warn", unclear: "info" } as const;

function Verdicts({ report }: { report: Report }): ReactElement {
  const { fit, recut, truncated } = report;
  const unit = unitOf(tagged(report.parts[report.part ?? "test"]));
  const warnings = warningsAbout(report, "entity", "labels");
  const beaten = warnings.some(({ code }) => code === "baseline");
  return (
    <Stack gap="xs">
      {warnings.map(({ code, message }) => (
        <Notice key={code} tone="warn">
          {message}
        </Notice>
      ))}
      {fit && <Notice tone={beaten ? "info" : tones[fit.verdict]}>{fit.message}</Notice>}
      {recut && <Notice tone={recut.delta < -0.01 ? "warn" : "info"}>{recut.message}</Notice>}
      {truncated && truncated.sentences > 0 && (
        <Notice tone={truncated.entities > 0 ? "warn" : "info"}>
          {counted(truncated.sentences, "training sentence")} were cut at the maximum length;{" "}
          {counted(truncated.entities, ...unit)} were lost that way.
        </Notice>
      )}
    </Stack>
  );
}

function Labels({ project, report }: { project: number; report: Report }): ReactElement {
  const colorOf = useColors(project);
  const { labels, micro, macro, weighted } = report.entity;
  const rows = Object.entries(labels).sort(([, a], [, b]) => (b.support ?? 0) - (a.support ?? 0));
  const sums: [string, Score | undefined][] = [
    [`All ${unitOf(tagged(report.parts[report.part ?? "test"]))[1]} (micro)`, micro],
    ["Mean of the labels (macro)", macro],
    ["Mean by their number (weighted)", weighted],
  ];
  return (
    <Panel title="By label" flush>
      <TableBox label="Scores by label">
        <ScoreHead first="Label" found certain />
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name}>
              <th scope="row">
                <LabelTag name={name} color={colorOf(name)} />
              </th>
              <ScoreCells score={of} found certain />
            </tr>
          ))}
        </tbody>
        <tfoot>
          {sums.map(
            ([name, of]) =>
              of && (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <ScoreCells score={of} found certain />
                </tr>
              ),
          )}
        </tfoot>
      </TableBox>
    </Panel>
  );
}
