/** What is wrong with a file, by file, line and column; and what is only worth knowing. */
import type { ReactElement } from "react";
import type { ImportProblem } from "../../api/types";
import { counted } from "../../lib/format";
import { Notice } from "../Notice";
import css from "./Preview.module.css";

interface ProblemsProps {
  errors: ImportProblem[];
  warnings: ImportProblem[];
  /** How many errors there are, where `errors` holds only the first. */
  total?: number;
}

const most = 20;

export function Problems({ errors, warnings, total = errors.length }: ProblemsProps): ReactElement {
  return (
    <>
      {errors.length > 0 && (
        <Notice tone="bad" title={`${counted(total, "error")}, nothing is stored`}>
          <List rows={errors} total={total} />
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice tone="warn" title={counted(warnings.length, "remark")}>
          <List rows={warnings} total={warnings.length} />
        </Notice>
      )}
    </>
  );
}

/** "tags.txt, line 3, column 7" */
export function place({ file, line, column }: ImportProblem): string {
  return [file, line ? `line ${line}` : "", column ? `column ${column}` : ""]
    .filter(Boolean)
    .join(", ");
}

function List({ rows, total }: { rows: ImportProblem[]; total: number }): ReactElement {
  const shown = rows.slice(0, most);
  return (
    <ul className={css.problems}>
      {shown.map((row, i) => (
        <li key={i}>
          {place(row) && <span className={css.place}>{place(row)}: </span>}
          {row.message}
        </li>
      ))}
      {total > shown.length && <li>and {total - shown.length} more.</li>}
    </ul>
  );
}
