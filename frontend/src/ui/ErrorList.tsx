/** Everything a server refused, each with its place; used where a form cannot show it at a field. */
import type { ReactElement } from "react";
import { ApiError, sentence } from "../lib/http";
import { Notice } from "./Notice";

interface ErrorListProps {
  error: unknown;
  title?: string;
}

export function ErrorList({ error, title }: ErrorListProps): ReactElement | null {
  if (!error) return null;
  const problems = error instanceof ApiError ? error.errors : [];
  return (
    <Notice tone="bad" title={title ?? sentence(error)}>
      {problems.length > 0 ? (
        <ul style={{ margin: "4px 0 0", paddingInlineStart: "1.2em" }}>
          {problems.map((problem, i) => (
            <li key={i}>
              {problem.at.length > 0 && <b>{problem.at.join(" › ")}: </b>}
              {problem.message}
            </li>
          ))}
        </ul>
      ) : (
        title && sentence(error)
      )}
    </Notice>
  );
}
