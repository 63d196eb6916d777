/** Which label is taken for which; a cell opens its sentences. */
import { Button, Group, Stack } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { Report } from "../../../api/types";
import { tagged } from "../../../lib/report";
import { HeatTable } from "../../../ui/HeatTable";
import { Panel } from "../../../ui/Page";
import { SentenceList } from "./SentenceList";

interface Cell {
  row: string;
  column: string;
}

interface ConfusionTabProps {
  project: number;
  run: number;
  report: Report;
}

export function ConfusionTab({ project, run, report }: ConfusionTabProps): ReactElement {
  const [cell, setCell] = useState<Cell | null>(null);
  const tags = tagged(report.parts[report.part ?? "test"]);
  return (
    <Stack gap="lg">
      <Panel
        title="Confusion"
        lead={`Blue cells are right; the others say what ${tags ? "a tag was taken for." : "an entity was taken for. O stands for “no entity”."} Press a number to see its sentences.`}
      >
        <Foremost report={report} onCell={setCell} />
        <HeatTable
          title="Confusion"
          rowsAre="marked as"
          columnsAre="found as"
          names={report.confusion.names}
          matrix={report.confusion.matrix}
          chosen={cell}
          onCell={(row, column) => setCell({ row, column })}
        />
      </Panel>
      {cell && (
        <Panel title={`Marked as ${cell.row}, found as ${cell.column}`}>
          <SentenceList
            project={project}
            run={run}
            what="confusion"
            query={{ gold: cell.row, predicted: cell.column }}
          />
        </Panel>
      )}
    </Stack>
  );
}

const NAMED = 5;
/** A table that fits the eye needs no help. */
const SMALL = 8;

/** In a large table, the largest confusions by name. */
function Foremost({
  report,
  onCell,
}: {
  report: Report;
  onCell: (cell: Cell) => void;
}): ReactElement | null {
  const { names, matrix } = report.confusion;
  if (names.length <= SMALL) return null;
  const wrong = names
    .flatMap((row, i) => names.map((column, j) => ({ row, column, times: matrix[i]?.[j] ?? 0 })))
    .filter(({ row, column, times }) => row !== column && times > 0)
    .sort((a, b) => b.times - a.times)
    .slice(0, NAMED);
  if (wrong.length === 0) return null;
  return (
    <Group gap="xs" mb="sm">
      Most often:
      {wrong.map(({ row, column, times }) => (
        <Button
          key={`${row} ${column}`}
          size="compact-sm"
          variant="default"
          onClick={() => onCell({ row, column })}
        >
          {spoken(row)} found as {spoken(column)} ({times})
        </Button>
      ))}
    </Group>
  );
}

const spoken = (name: string) => (name === "O" ? "no entity" : name);
