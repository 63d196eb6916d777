/** Runs side by side: only the parameters in which they differ, and all scores. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { Comparison } from "../../api/types";
import { plain, score } from "../../lib/format";
import { get } from "../../lib/http";
import { useId, useWords } from "../../lib/params";
import { paths } from "../../lib/paths";
import { EmptyState } from "../../ui/EmptyState";
import { Go, GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Notice } from "../../ui/Notice";
import { Page, Panel } from "../../ui/Page";
import { TableBox } from "../../ui/TableBox";
import css from "./ComparePage.module.css";

export default function ComparePage(): ReactElement {
  const project = useId("projectId");
  const [words] = useWords();
  const ids = (words["runs"] ?? "").split(",").filter(Boolean);
  const comparison = useQuery({
    queryKey: ["compare", project, ids],
    queryFn: () => get<Comparison>(`/projects/${project}/compare`, { runs: ids.join(",") }),
    enabled: ids.length > 1,
  });
  return (
    <Page title="Compare runs" back={{ to: paths.runs(project), title: "Runs" }}>
      {ids.length < 2 ? (
        <EmptyState
          icon="runs"
          title="Nothing to compare yet"
          action={<GoButton to={paths.runs(project)}>Choose runs</GoButton>}
        >
          Tick two to five finished runs, then press Compare.
        </EmptyState>
      ) : (
        <Loaded query={comparison}>{(data) => <Tables project={project} data={data} />}</Loaded>
      )}
    </Page>
  );
}

/** The place of the best value in a row of scores; more is better for all of them but times and epochs. */
export function bestOf(name: string, values: (number | null)[]): number | null {
  if (/second|epoch|size/i.test(name)) return null;
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const top = Math.max(...known);
  return known.every((value) => value === top) ? null : values.indexOf(top);
}

const shown = (name: string, value: number | null) =>
  /second|epoch|size/i.test(name) ? plain(value) : score(value);

const pathText = (path: string | (string | number)[]) =>
  (Array.isArray(path) ? path.join(".") : path).replaceAll(".", " › ").replaceAll("_", " ");

function Tables({ project, data }: { project: number; data: Comparison }): ReactElement {
  const head = (
    <thead>
      <tr>
        <th>
          <span className="visually-hidden">What</span>
        </th>
        {data.runs.map((run) => (
          <th key={run.id}>
            <Go to={paths.run(project, run.id)}>{run.name}</Go>
          </th>
        ))}
      </tr>
    </thead>
  );
  return (
    <>
      <Notice tone={data.same_test ? "good" : "warn"}>{data.message}</Notice>
      <Panel title="Scores" flush>
        <TableBox label="Scores">
          {head}
          <tbody>
            {data.scores.map(({ name, values }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {values.map((value, i) => (
                  <td
                    key={i}
                    className={data.same_test && bestOf(name, values) === i ? css.best : undefined}
                  >
                    {shown(name, value)}
                    {data.same_test && bestOf(name, values) === i && (
                      <span className={css.word}> best</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </TableBox>
      </Panel>
      <Panel
        title="Differences"
        lead="Parameters that are the same in all runs are left out."
        flush
      >
        {data.parameters.length ? (
          <TableBox label="Differences">
            {head}
            <tbody>
              {data.parameters.map(({ path, values }) => (
                <tr key={pathText(path)}>
                  <th scope="row">{pathText(path)}</th>
                  {values.map((value, i) => (
                    <td key={i}>{plain(value)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </TableBox>
        ) : (
          <p className={css.none}>None: the runs were made alike.</p>
        )}
      </Panel>
    </>
  );
}
