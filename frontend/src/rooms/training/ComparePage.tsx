/** Runs and outside models side by side: whether they really differ, where they were made otherwise, all scores. */
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { Comparison, JsonSchema } from "../../api/types";
import { plain, score } from "../../lib/format";
import { get } from "../../lib/http";
import { useId, useWords } from "../../lib/params";
import { paths } from "../../lib/paths";
import { range } from "../../lib/report";
import { fieldAt, named } from "../../lib/schema";
import { EmptyState } from "../../ui/EmptyState";
import { Go, GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Notice } from "../../ui/Notice";
import { Page, Panel } from "../../ui/Page";
import { TableBox } from "../../ui/TableBox";
import { useRecipeSchema } from "./api/runs";
import css from "./ComparePage.module.css";

export default function ComparePage(): ReactElement {
  const project = useId("projectId");
  const [words] = useWords();
  const [runs, readings] = [idsOf(words["runs"]), idsOf(words["readings"])];
  const many = runs.length + readings.length;
  const comparison = useQuery({
    queryKey: ["compare", project, runs, readings],
    queryFn: () =>
      get<Comparison>(`/projects/${project}/compare`, {
        runs: runs.join(","),
        readings: readings.join(","),
      }),
    enabled: many > 1,
  });
  return (
    <Page title="Compare runs" back={{ to: paths.runs(project), title: "Runs" }}>
      {many < 2 ? (
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

const idsOf = (words: string | undefined) => (words ?? "").split(",").filter(Boolean);

/** The place of the best value in a row of scores; more is better for all of them but times and epochs. */
export function bestOf(name: string, values: (number | null)[]): number | null {
  if (/second|epoch|size/i.test(name)) return null;
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const top = Math.max(...known);
  // What is shown as equal is equal to a reader.
  const alike = known.filter((value) => score(value) === score(top));
  return alike.length > 1 ? null : values.indexOf(top);
}

const shown = (name: string, value: number | null) =>
  /second|epoch|size/i.test(name) ? plain(value) : score(value);

/** A parameter as the form names it, and a kind by the title of its choice. */
function inWords(path: string, root: JsonSchema): [name: string, say: (value: unknown) => string] {
  const steps = path.split(".");
  const place = steps.at(-1) === "kind" ? steps.slice(0, -1) : steps;
  const field = fieldAt(place, root);
  const entries = field?.type === "union" ? field.entries : [];
  return [
    named(place, root).join(" › "),
    (value) => entries.find(({ kind }) => kind === value)?.title ?? plain(value),
  ];
}

/** “run 3” and “reading 4” to their pages. */
function addressOf(project: number, key: string): string {
  const [kind, id = ""] = key.split(" ");
  return kind === "run" ? paths.run(project, id) : paths.reading(project, id);
}

/** Below this, chance is no explanation any more. */
const decisive = 0.05;

/** Each pair's difference in words. */
function Pairs({ pairs }: Pick<Comparison, "pairs">): ReactElement | null {
  if (!pairs.length) return null;
  return (
    <Panel
      title="Do they really differ?"
      lead="Paired over the sentences: how far apart chance alone would put two equally good ones."
    >
      <Stack gap="xs">
        {pairs.map(({ one, two, p, message }) => (
          <Notice key={`${one} ${two}`} tone={p < decisive ? "good" : "info"}>
            {message}
          </Notice>
        ))}
      </Stack>
    </Panel>
  );
}

function Tables({ project, data }: { project: number; data: Comparison }): ReactElement {
  const { data: root = {} } = useRecipeSchema();
  const shared = data.parameters.filter(({ values }) => values.every((value) => value != null));
  const head = (
    <thead>
      <tr>
        <th>
          <span className="visually-hidden">What</span>
        </th>
        {data.columns.map(({ key, name }) => (
          <th key={key}>
            <Go to={addressOf(project, key)}>{name}</Go>
          </th>
        ))}
      </tr>
    </thead>
  );
  return (
    <>
      <Notice tone={data.same_test ? "good" : "warn"}>{data.message}</Notice>
      <Pairs pairs={data.pairs} />
      <Panel title="Scores" flush>
        <TableBox label="Scores">
          {head}
          <tbody>
            {data.scores.map(({ name, values, intervals }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {values.map((value, i) => (
                  <td
                    key={i}
                    className={data.same_test && bestOf(name, values) === i ? css.best : undefined}
                  >
                    {shown(name, value)}
                    {intervals?.[i] && <small> ({range(intervals[i])})</small>}
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
        lead={`Parameters that are the same in all runs are left out${shared.length < data.parameters.length ? ", and those that only some of these algorithms have" : ""}.`}
        flush
      >
        {shared.length ? (
          <TableBox label="Differences">
            {head}
            <tbody>
              {shared.map(({ path, values }) => {
                const [name, say] = inWords(path, root);
                return (
                  <tr key={path}>
                    <th scope="row">{name}</th>
                    {values.map((value, i) => (
                      <td key={i}>{say(value)}</td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </TableBox>
        ) : (
          <p className={css.none}>None: the runs were made alike.</p>
        )}
      </Panel>
    </>
  );
}
