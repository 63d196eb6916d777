/** What errors cost: a price per label for false and missed entities, and the threshold that is cheapest. */
import { NumberInput, Stack } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { Report } from "../../../api/types";
import { plain } from "../../../lib/format";
import { useColors } from "../../../lib/project";
import { tagged, unitOf } from "../../../lib/report";
import { Facts } from "../../../ui/Facts";
import { LabelTag } from "../../../ui/LabelTag";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";
import { choices, type Price } from "../costs";

export function CostsTab({ project, report }: { project: number; report: Report }): ReactElement {
  const colorOf = useColors(project);
  const [prices, setPrices] = useState<Record<string, Price>>({});
  const { thresholds } = report;
  if (!thresholds)
    return <Notice>This report holds no thresholds; train again to get them.</Notice>;
  const rows = choices(thresholds, prices);
  const total = (what: "all" | "chosen") => rows.reduce((sum, row) => sum + row[what], 0);
  const price = (label: string) => prices[label] ?? { false: 1, missed: 1 };
  const change = (label: string, part: keyof Price) => (value: number | string) =>
    setPrices({ ...prices, [label]: { ...price(label), [part]: Number(value) || 0 } });
  const part = report.part ?? "test";
  return (
    <Stack gap="lg">
      <Panel
        title="What errors cost"
        lead={`Say what a false and a missed ${unitOf(tagged(report.parts[part]))[0]} cost you, in any unit. The threshold is the least probability from which an answer is worth keeping.`}
      >
        <Facts
          large
          facts={[
            {
              name: "Cost as it is",
              value: plain(total("all")),
              note: `on the ${part} part, all answers kept`,
            },
            {
              name: "With the thresholds",
              value: plain(total("chosen")),
              note: `the same part; thresholds chosen on ${thresholds.chosen_on}`,
            },
          ]}
        />
      </Panel>
      {thresholds.chosen_on !== "dev" && (
        <Notice tone="warn">
          There is no dev part, so the thresholds are chosen on the very sentences they are judged
          by; expect less of them on new text.
        </Notice>
      )}
      <Panel flush>
        <TableBox label="Cost by label">
          <thead>
            <tr>
              <th>Label</th>
              <th>A false one costs</th>
              <th>A missed one costs</th>
              <th data-end>Cheapest threshold</th>
              <th data-end>Cost as it is</th>
              <th data-end>With the threshold</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, threshold, all, chosen }) => (
              <tr key={label}>
                <th scope="row">
                  <LabelTag name={label} color={colorOf(label)} />
                </th>
                {(["false", "missed"] as const).map((part) => (
                  <td key={part}>
                    <NumberInput
                      aria-label={`Cost of a ${part} ${label}`}
                      size="xs"
                      w={90}
                      min={0}
                      max={1e9}
                      value={price(label)[part]}
                      onChange={change(label, part)}
                    />
                  </td>
                ))}
                <td data-end>{threshold === 0 ? "keep all" : threshold.toFixed(2)}</td>
                <td data-end>{plain(all)}</td>
                <td data-end>{plain(chosen)}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      </Panel>
    </Stack>
  );
}
