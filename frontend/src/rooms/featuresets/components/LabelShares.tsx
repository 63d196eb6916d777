/** Each label's share of the entities, part beside part: unequal bars are a skewed split. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { SummaryPart } from "../../../api/types";
import { count, percent } from "../../../lib/format";
import { useColors } from "../../../lib/project";
import { tagged, unitOf } from "../../../lib/report";
import { LabelTag } from "../../../ui/LabelTag";
import { Panel } from "../../../ui/Page";
import { ChartOrTable, PartBars, type PartRow } from "../../../ui/PartBars";
import { TableBox } from "../../../ui/TableBox";

interface LabelSharesProps {
  project: number;
  parts: SummaryPart[];
}

/** So many fit a screen; the others are asked for. */
const SHOWN = 12;

export function LabelShares({ project, parts }: LabelSharesProps): ReactElement | null {
  const colorOf = useColors(project);
  const [all, setAll] = useState(false);
  const filled = parts.filter((part) => part.sentences > 0);
  const names = [...new Set(filled.flatMap((part) => part.labels.map(({ name }) => name)))];
  if (!names.length) return null;
  const find = (part: SummaryPart, name: string) =>
    part.labels.find((label) => label.name === name);
  const rows: PartRow[] = names.map((name) => ({
    key: name,
    name: <LabelTag name={name} color={colorOf(name)} />,
    values: filled.map((part) => find(part, name)?.share ?? 0),
  }));
  const chart = (
    <PartBars
      title="Label shares per part"
      parts={filled.map(({ name }) => name)}
      rows={all ? rows : rows.slice(0, SHOWN)}
      show={(value, row, i) =>
        `${percent(value)} · ${count(find(filled[i]!, row.key)?.count ?? 0)}`
      }
    />
  );
  return (
    <Panel
      title="Labels"
      lead={`Share of each label among the ${unitOf(tagged(...parts))[1]} of a part, and how many there are.`}
    >
      <ChartOrTable
        chart={
          <>
            {chart}
            {rows.length > SHOWN && (
              <Button variant="default" size="compact-sm" onClick={() => setAll(!all)}>
                {all ? `Show the first ${SHOWN}` : `Show all ${rows.length} labels`}
              </Button>
            )}
          </>
        }
        table={<Numbers parts={filled} names={names} />}
        file={{
          name: "labels",
          rows: [
            ["label", ...filled.map(({ name }) => name)],
            ...names.map((name) => [name, ...filled.map((part) => find(part, name)?.count ?? 0)]),
          ],
        }}
      />
    </Panel>
  );
}

function Numbers({ parts, names }: { parts: SummaryPart[]; names: string[] }): ReactElement {
  return (
    <TableBox label="Labels per part">
      <thead>
        <tr>
          <th>Label</th>
          {parts.map(({ name }) => (
            <th key={name} data-end>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {parts.map((part) => {
              const label = part.labels.find((candidate) => candidate.name === name);
              return (
                <td key={part.name} data-end>
                  {count(label?.count ?? 0)} ({percent(label?.share ?? 0)})
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
