/** The numbers and words of the current address. */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** A number from the path, e.g. `useId("projectId")`; 0 when absent. */
export function useId(name: string): number {
  const params = useParams({ strict: false }) as Record<string, string | undefined>;
  return Number(params[name] ?? 0) || 0;
}

/** The query string as words, and a setter that keeps the page where it is and replaces the entry in the history. */
export function useWords(): [
  Record<string, string>,
  (change: Record<string, string | undefined>) => void,
] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const words = Object.fromEntries(
    Object.entries(raw)
      .filter(([, value]) => value != null)
      .map(([name, value]) => [name, String(value)]),
  );
  const set = useCallback(
    (change: Record<string, string | undefined>) => {
      const search = (old: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries({ ...old, ...change }).filter(
            ([, value]) => value != null && value !== "",
          ),
        );
      void navigate({ to: ".", search: search as never, replace: true, resetScroll: false });
    },
    [navigate],
  );
  return [words, set];
}
