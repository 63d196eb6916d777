/** Which label is taken for which; a cell opens its sentences. */
import { Stack } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { Report } from "../../../api/types";
import { HeatTable } from "../../../ui/HeatTable";
import { Panel } from "../../../ui/Page";
import { SentenceList } from "./SentenceList";

interface ConfusionTabProps {
  project: number;
  run: number;
  report: Report;
}

export function ConfusionTab({ project, run, report }: ConfusionTabProps): ReactElement {
  const [cell, setCell] = useState<{ row: string; column: string } | null>(null);
  return (
    <Stack gap="lg">
      <Panel
        title="Confusion"
        lead="Blue cells are right; the others say what an entity was taken for. O stands for “no entity”. Press a number to see its sentences."
      >
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
