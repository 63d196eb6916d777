/** The same sentence more than once: how often, where, and with other labels. */
import { Stack } from "@mantine/core";
import type { ReactElement } from "react";
import type { Summary } from "../../../api/types";
import { count } from "../../../lib/format";
import { Facts } from "../../../ui/Facts";
import { Panel } from "../../../ui/Page";
import { StateBadge } from "../../../ui/StateBadge";
import { TableBox } from "../../../ui/TableBox";

export function Repeats({ summary }: { summary: Summary }): ReactElement | null {
  const { duplicates, examples } = summary;
  if (!duplicates.sentences) return null;
  return (
    <Panel title="Repeated sentences">
      <Stack gap="md">
        <Facts
          facts={[
            { name: "extra copies", value: count(duplicates.extra_copies) },
            { name: "sentences repeated", value: count(duplicates.sentences) },
            { name: "labelled differently", value: count(duplicates.conflicting) },
            { name: "in more than one part", value: count(duplicates.across_parts) },
          ]}
        />
        {examples.length > 0 && (
          <TableBox label="Repeated sentences">
            <thead>
              <tr>
                <th>Sentence</th>
                <th data-end>Times</th>
                <th>Parts</th>
                <th>Labels</th>
              </tr>
            </thead>
            <tbody>
              {examples.map((example, i) => (
                <tr key={i}>
                  <td dir="auto">{example.text}</td>
                  <td data-end>{example.count}</td>
                  <td>{example.parts.join(", ")}</td>
                  <td>
                    {example.conflict ? <StateBadge state="failed" title="differ" /> : "equal"}
                  </td>
                </tr>
              ))}
            </tbody>
          </TableBox>
        )}
      </Stack>
    </Panel>
  );
}
