/** What stands in the way of an import, by file, line and column; and what is only worth knowing. */
import type { ReactElement } from "react";
import type { ImportProblem } from "../../../api/types";
import { counted } from "../../../lib/format";
import { Notice } from "../../../ui/Notice";
import css from "./Preview.module.css";

interface ProblemsProps {
  errors: ImportProblem[];
  warnings: (ImportProblem | string)[];
}

const most = 20;

export function Problems({ errors, warnings }: ProblemsProps): ReactElement {
  return (
    <>
      {errors.length > 0 && (
        <Notice tone="bad" title={`${counted(errors.length, "error")}, nothing is stored`}>
          <List rows={errors} />
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice tone="warn" title={counted(warnings.length, "remark")}>
          <List rows={warnings} />
        </Notice>
      )}
    </>
  );
}

/** "tags.txt, line 3, column 7" */
export function place({ file, line, column }: ImportProblem): string {
  return [file, line == null ? "" : `line ${line}`, column == null ? "" : `column ${column}`]
    .filter(Boolean)
    .join(", ");
}

function List({ rows }: { rows: (ImportProblem | string)[] }): ReactElement {
  return (
    <ul className={css.problems}>
      {rows.slice(0, most).map((row, i) =>
        typeof row === "string" ? (
          <li key={i}>{row}</li>
        ) : (
          <li key={i}>
            {place(row) && <span className={css.place}>{place(row)}: </span>}
            {row.message}
          </li>
        ),
      )}
      {rows.length > most && <li>and {rows.length - most} more.</li>}
    </ul>
  );
}
