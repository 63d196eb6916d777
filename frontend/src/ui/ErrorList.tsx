/** Everything a server refused, each with its place; used where a form cannot show it at a field. */
import type { ReactElement } from "react";
import { ApiError, sentence } from "../lib/http";
import { spoken } from "../lib/schema";
import { Notice } from "./Notice";

interface ErrorListProps {
  error: unknown;
  title?: string;
}

/** ["recipe", "algorithm", "batch_size"] → "Algorithm › Batch size" */
const placed = (at: (string | number)[]) =>
  at
    .filter((step, i) => i > 0 || at.length === 1 || !wholes.has(String(step)))
    .map((step) => spoken(String(step)))
    .join(" › ");

/** The form itself, which a reader need not be told. */
const wholes = new Set(["recipe", "split", "options"]);

export function ErrorList({ error, title }: ErrorListProps): ReactElement | null {
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
            {problem.at.length > 0 && <b>{placed(problem.at)}: </b>}
            {problem.message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
