/** Readings with their scores; those of a comparison can be ticked. */
import { Checkbox } from "@mantine/core";
import type { ReactElement } from "react";
import type { Reading } from "../../../api/types";
import { score } from "../../../lib/format";
import { paths } from "../../../lib/paths";
import { Go } from "../../../ui/Go";
import { Panel } from "../../../ui/Page";
import { StateBadge } from "../../../ui/StateBadge";
import { TableBox } from "../../../ui/TableBox";

interface ReadingTableProps {
  project: number;
  title: string;
  readings: Reading[];
  chosen?: number[];
  onChoose?: (chosen: number[]) => void;
}

export function ReadingTable(props: ReadingTableProps): ReactElement {
  const { project, title, readings, chosen = [], onChoose } = props;
  const toggle = (id: number) =>
    onChoose?.(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <Panel title={title} flush>
      <TableBox label={title}>
        <thead>
          <tr>
            {onChoose && (
              <th>
                <span className="visually-hidden">Compare</span>
              </th>
            )}
            <th>Name</th>
            <th>Read on</th>
            <th>State</th>
            <th data-end>F1</th>
            <th data-end>Precision</th>
            <th data-end>Recall</th>
          </tr>
        </thead>
        <tbody>
          {readings.map((reading) => (
            <tr key={reading.id}>
              {onChoose && (
                <td>
                  <Checkbox
                    aria-label={`Compare ${reading.name}`}
                    checked={chosen.includes(reading.id)}
                    disabled={reading.state !== "done"}
                    onChange={() => toggle(reading.id)}
                  />
                </td>
              )}
              <th scope="row">
                <Go to={paths.reading(project, reading.id)}>{reading.name}</Go>
              </th>
              <td>
                {reading.feature_set.name}, {reading.part}
              </td>
              <td>
                <StateBadge state={reading.state} />
              </td>
              <td data-end>{score(reading.headline?.f1)}</td>
              <td data-end>{score(reading.headline?.precision)}</td>
              <td data-end>{score(reading.headline?.recall)}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}
