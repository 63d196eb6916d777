/** Token by token: kinder than the entity scores, and what many papers print. */
import { Stack } from "@mantine/core";
import type { ReactElement } from "react";
import type { Report } from "../../../api/types";
import { percent } from "../../../lib/format";
import { Facts } from "../../../ui/Facts";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";
import { ScoreCells, ScoreHead } from "./ScoresTab";

export function TokensTab({ report }: { report: Report }): ReactElement {
  const { accuracy, tags, micro, macro } = report.tokens;
  return (
    <Stack gap="lg">
      <Panel
        title="Tokens"
        lead="Share of tokens with the right tag. Most tokens belong to no entity, so this figure is high even for a poor model; judge by the entity scores."
      >
        <Facts large facts={[{ name: "Accuracy", value: percent(accuracy, 2) }]} />
      </Panel>
      <Panel title="By tag" flush>
        <TableBox label="Scores by tag">
          <ScoreHead first="Tag" />
          <tbody>
            {Object.entries(tags).map(([name, of]) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <ScoreCells score={of} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            {micro && (
              <tr>
                <th scope="row">All tags but O (micro)</th>
                <ScoreCells score={micro} />
              </tr>
            )}
            {macro && (
              <tr>
                <th scope="row">Mean of the tags (macro)</th>
                <ScoreCells score={macro} />
              </tr>
            )}
          </tfoot>
        </TableBox>
      </Panel>
    </Stack>
  );
}
