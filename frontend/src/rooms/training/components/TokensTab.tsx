/** The same answers counted otherwise: parts of entities, and token by token, as other papers print it. */
import { Button, Group, Stack } from "@mantine/core";
import type { ReactElement } from "react";
import type { Report } from "../../../api/types";
import { percent } from "../../../lib/format";
import { address } from "../../../lib/http";
import { rightOf, tagged, warningsAbout } from "../../../lib/report";
import { Facts } from "../../../ui/Facts";
import { HeatTable } from "../../../ui/HeatTable";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { ScoreCells, ScoreHead } from "../../../ui/Scores";
import { TableBox } from "../../../ui/TableBox";

/** A table of more tags than this is no picture any more. */
const widest = 60;

/** `download` is where the report lies as text; without it there is nothing to download. */
export function TokensTab({
  report,
  download,
}: {
  report: Report;
  download?: string;
}): ReactElement {
  const { accuracy, tags: each, micro, macro, weighted, confusion } = report.tokens;
  const tags = tagged(report.parts[report.part ?? "test"]);
  const sums = [
    ["All tags but O (micro)", micro],
    ["Mean of the tags (macro)", macro],
    ["Mean by their number (weighted)", weighted],
  ] as const;
  const facts = [{ name: "Accuracy", value: percent(accuracy, 2) }];
  if (report.loss) facts.push({ name: "Loss per token", value: report.loss.per_token.toFixed(4) });
  return (
    <Stack gap="lg">
      {report.views && !tags && <Views views={report.views} />}
      <Panel
        title="Tokens"
        lead={
          tags
            ? rightOf(tags)
            : "Share of tokens with the right tag. Most tokens belong to no entity, so this figure is high even for a poor model; judge by the entity scores."
        }
      >
        <Facts large facts={facts} />
      </Panel>
      {warningsAbout(report, "tokens").map(({ code, message }) => (
        <Notice key={code} tone="warn">
          {message}
        </Notice>
      ))}
      <Panel title="By tag" flush>
        <TableBox label="Scores by tag">
          <ScoreHead first="Tag" />
          <tbody>
            {Object.entries(each).map(([name, of]) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <ScoreCells score={of} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            {sums.map(
              ([name, of]) =>
                of && (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <ScoreCells score={of} />
                  </tr>
                ),
            )}
          </tfoot>
        </TableBox>
      </Panel>
      {confusion && confusion.names.length <= widest && (
        <Panel
          title="Confusion of tags"
          lead="Which tag tokens were given instead of theirs; blue cells are right."
        >
          <HeatTable
            title="Confusion of tags"
            rowsAre="marked as"
            columnsAre="tagged as"
            names={confusion.names}
            matrix={confusion.matrix}
          />
        </Panel>
      )}
      {download && <Downloads from={download} />}
    </Stack>
  );
}

const names = {
  strict: ["Borders and label right", "the score of this report"],
  borders: ["Borders right", "whatever the label"],
  label: ["Label right", "and the borders overlap"],
  partial: ["Partly right", "an overlap counts a half, whatever the label"],
} as const;

function Views({ views }: { views: NonNullable<Report["views"]> }): ReactElement {
  return (
    <Panel
      title="Entities, less strictly"
      lead="The views of SemEval-2013. Far above the strict score, they say that the model finds the place and misses the borders or the label."
      flush
    >
      <TableBox label="Entities, less strictly">
        <ScoreHead first="Counts as right" found />
        <tbody>
          {Object.entries(names).map(([view, [name, note]]) => (
            <tr key={view}>
              <th scope="row">
                {name} <small>({note})</small>
              </th>
              <ScoreCells score={views[view as keyof typeof names]} found />
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}

const texts = {
  entities: "Entities, as seqeval prints them",
  tags: "Tags, as scikit-learn prints them",
  tags_inside: "Tags without O",
} as const;

function Downloads({ from }: { from: string }): ReactElement {
  return (
    <Panel title="As text" lead="The classification report for a paper or a log.">
      <Group gap="xs">
        {Object.entries(texts).map(([view, name]) => (
          <Button
            key={view}
            component="a"
            variant="default"
            size="xs"
            download
            href={address(from, { view })}
          >
            {name}
          </Button>
        ))}
      </Group>
    </Panel>
  );
}
