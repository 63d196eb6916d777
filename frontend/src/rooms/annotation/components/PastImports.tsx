/** What was imported before, and a way to take it back. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { When } from "../../../ui/When";
import type { ReactElement } from "react";
import type { Import } from "../../../api/types";
import { count } from "../../../lib/format";
import { del } from "../../../lib/http";
import { projectKey, reaches, useProject } from "../../../lib/project";
import { Confirm } from "../../../ui/Confirm";
import { Panel } from "../../../ui/Page";
import { StateBadge } from "../../../ui/StateBadge";
import { TableBox } from "../../../ui/TableBox";
import { importsKey, useImports } from "../api/imports";
import css from "./PastImports.module.css";

export function PastImports({ project }: { project: number }): ReactElement | null {
  const imports = useImports(project).data?.results ?? [];
  const owner = reaches(useProject(project).data?.role, "owner");
  const queries = useQueryClient();
  const remove = async (row: Import) => {
    await del(`/imports/${row.id}`);
    await queries.invalidateQueries({ queryKey: importsKey(project) });
    void queries.invalidateQueries({ queryKey: projectKey(project) });
    void queries.invalidateQueries({ queryKey: ["documents", project] });
  };
  if (!imports.length) return null;
  return (
    <Panel title="Earlier imports" flush>
      <TableBox label="Earlier imports">
        <thead>
          <tr>
            <th>File</th>
            <th>State</th>
            <th data-end>Documents</th>
            <th>When</th>
            <th>
              <span className="visually-hidden">Acts</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {imports.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {row.file}
                {row.error && <div className={css.why}>{row.error.message}</div>}
              </th>
              <td>
                <StateBadge state={row.state} />
              </td>
              <td data-end>{count(row.written)}</td>
              <td>
                <When at={row.finished_at ?? row.queued_at} />
              </td>
              <td data-end>
                {owner && (
                  <Confirm
                    title="Take this import back?"
                    verb="Delete its documents"
                    act={() => remove(row)}
                    trigger={(open) => (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={`${row.state === "done" ? "Take back" : "Remove"} ${row.file}`}
                        onClick={open}
                      >
                        {row.state === "done" ? "Take back" : "Remove"}
                      </Button>
                    )}
                  >
                    The {count(row.written)} documents it brought are deleted, unless someone has
                    worked on them since.
                  </Confirm>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}
