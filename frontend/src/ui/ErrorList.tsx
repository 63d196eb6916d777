/** Everything a server refused, each with its place; used where a form cannot show it at a field. */
import type { ReactElement } from "react";
import type { JsonSchema } from "../api/types";
import { ApiError, sentence } from "../lib/http";
import { named, type Path } from "../lib/schema";
import { Notice } from "./Notice";

interface ErrorListProps {
  error: unknown;
  title?: string;
  /** The form and what stands in it, so that a place is named as its fields are. */
  form?: { root: JsonSchema; value: unknown };
}

/** ["recipe", "algorithm", "batch_size"] → "Algorithm › Batch size" */
const placed = (at: Path, form: ErrorListProps["form"]) =>
  named(
    at.filter((step, i) => i > 0 || at.length === 1 || !wholes.has(String(step))),
    form?.root ?? {},
    form?.value,
  ).join(" › ");

/** The form itself, which a reader need not be told. */
const wholes = new Set(["recipe", "split", "options"]);

export function ErrorList({ error, title, form }: ErrorListProps): ReactElement | null {
  if (!error) return null;
  const problems = error instanceof ApiError ? error.errors : [];
  if (!problems.length) return <Notice tone="bad">{sentence(error)}</Notice>;
  const head =
    problems.length === 1 ? "One value needs a change" : `${problems.length} values need a change`;
  return (
    <Notice tone="bad" title={title ?? head}>
      <ul style={{ margin: "4px 0 0", paddingInlineStart: "1.2em" }}>
        {problems.map((problem, i) => (
          <li key={i}>
            {problem.at.length > 0 && <b>{placed(problem.at, form)}: </b>}
            {problem.message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
