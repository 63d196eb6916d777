/** Ask something: the question, what it stands on, and what it will take. */
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import type {
  Estimate,
  FeatureSet,
  JsonSchema,
  Page as Rows,
  Recipe,
  Study,
} from "../../api/types";
import { fieldError } from "../../lib/fields";
import { count, duration } from "../../lib/format";
import { get, post } from "../../lib/http";
import { useId, useWords } from "../../lib/params";
import { paths } from "../../lib/paths";
import { entriesOf, initial, type Path, type Value } from "../../lib/schema";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorList } from "../../ui/ErrorList";
import { GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { SchemaForm } from "../../ui/SchemaForm";
import { usePresets, useRun } from "./api/runs";
import { studiesKey, usePlanSchema } from "./api/studies";
import { startOf } from "./components/PresetChoice";
import { QuestionChoice } from "./components/QuestionChoice";
import { SpaceTable } from "./components/SpaceTable";

export default function NewStudyPage(): ReactElement {
  const project = useId("projectId");
  const [words] = useWords();
  const schema = usePlanSchema();
  const presets = usePresets();
  const run = useRun(Number(words["run"] ?? 0));
  const sets = useQuery({
    queryKey: ["feature-sets", project],
    queryFn: () => get<Rows<FeatureSet>>(`/projects/${project}/feature-sets`, { limit: 100 }),
  });
  const ready = sets.data?.results.filter(({ state }) => state === "done") ?? [];
  const wanted = run.data?.feature_set.id ?? Number(words["set"] ?? 0);
  const first = ready.find(({ id }) => id === wanted) ?? ready[0];
  const preset = startOf(presets.data ?? [], first?.counts?.train ?? Infinity);
  const recipes = [
    ...(run.data
      ? [{ name: "run", title: `As in “${run.data.name}”`, recipe: run.data.recipe }]
      : []),
    ...(presets.data ?? []),
  ];
  const waits = presets.isPending || (Boolean(words["run"]) && run.isPending);
  return (
    <Page
      title="New study"
      lead="Several runs, planned and counted for you."
      back={{ to: paths.studies(project), title: "Studies" }}
      narrow
    >
      <Loaded query={schema} bars={[160, 260]}>
        {(root) =>
          waits || sets.isPending ? null : first && preset ? (
            <StudyForm
              project={project}
              root={root}
              sets={ready}
              first={first.id}
              recipes={recipes}
              start={run.data ? "run" : preset.name}
              kind={words["kind"] ?? "search"}
            />
          ) : (
            <EmptyState
              icon="sets"
              title="No feature set is ready"
              action={<GoButton to={paths.newFeatureSet(project)}>New feature set</GoButton>}
            >
              A study trains on a feature set, as a run does.
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}

interface StudyFormProps {
  project: number;
  root: JsonSchema;
  sets: FeatureSet[];
  first: number;
  recipes: { name: string; title: string; recipe: Recipe }[];
  /** The name of the recipe to begin with. */
  start: string;
  kind: string;
}

function StudyForm(props: StudyFormProps): ReactElement {
  const { project, root, sets, first, recipes, kind } = props;
  const entries = entriesOf(root, root);
  const begin = (wanted: string): Value => {
    const entry = entries.find((one) => one.kind === wanted) ?? entries[0]!;
    return initial(entry.schema, root) as Value;
  };
  const [plan, setPlan] = useState<Value>(() => begin(kind));
  const [set, setSet] = useState(first);
  const [chosen, setChosen] = useState(props.start);
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const recipe = recipes.find((one) => one.name === chosen)!.recipe;
  const start = useMutation({
    mutationFn: () =>
      post<Study>(`/feature-sets/${set}/studies`, {
        plan,
        recipe,
        ...(name.trim() ? { name: name.trim() } : {}),
      }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: studiesKey(project) });
      void navigate({ to: paths.study(project, id) });
    },
  });
  const change = (value: Value) => {
    setPlan(value);
    start.reset();
  };
  const entry = entries.find((one) => one.kind === plan["kind"])!;
  return (
    <Stack gap="lg">
      <QuestionChoice entries={entries} value={entry.kind} onChange={(to) => change(begin(to))} />
      <Panel title="On what">
        <Stack gap="md">
          <Select
            label="Feature set"
            data={sets.map(({ id, name: title }) => ({ value: String(id), label: title }))}
            value={String(set)}
            allowDeselect={false}
            onChange={(id) => setSet(Number(id))}
            error={fieldError(start.error, "feature_set")}
          />
          <Select
            label="Settings to begin with"
            description="A preset, or the settings of a run: open the run and press Study."
            data={recipes.map(({ name: value, title }) => ({ value, label: title }))}
            value={chosen}
            allowDeselect={false}
            searchable
            onChange={(value) => setChosen(value ?? chosen)}
            error={fieldError(start.error, "recipe")}
          />
        </Stack>
      </Panel>
      <Panel title="How">
        <SchemaForm
          key={entry.kind}
          schema={entry.schema}
          root={root}
          value={plan}
          onChange={change}
          without={["space"]}
          errorAt={(at: Path) => fieldError(start.error, "plan", ...at)}
        />
      </Panel>
      {entry.kind === "search" && (
        <SpaceTable
          key={chosen}
          recipe={recipe}
          onChange={(space) => change({ ...plan, space })}
          errorAt={(at) => fieldError(start.error, "plan", "space", at)}
        />
      )}
      <Panel>
        <Stack gap="md">
          <Cost set={set} recipe={recipe} runs={runsOf(plan)} />
          <ErrorList error={start.error} />
          <TextInput
            label="Name of the study"
            placeholder="chosen for you"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldError(start.error, "name")}
          />
          <Group justify="flex-end">
            <Button size="md" loading={start.isPending} onClick={() => start.mutate()}>
              Start study
            </Button>
          </Group>
        </Stack>
      </Panel>
    </Stack>
  );
}

/** How many runs a plan takes at most. */
export function runsOf(plan: Value): number {
  const number = (name: string) => Number(plan[name] ?? 0);
  if (plan["kind"] === "search") return number("trials");
  if (plan["kind"] === "folds") return number("folds");
  if (plan["kind"] === "learning_curve") return number("points") * number("repeats");
  return number("runs");
}

function Cost({ set, recipe, runs }: { set: number; recipe: Recipe; runs: number }): ReactElement {
  const estimate = useQuery({
    queryKey: ["estimate", set, recipe],
    queryFn: () => post<Estimate>(`/feature-sets/${set}/estimate`, { recipe }),
    retry: false,
  });
  const each = estimate.data?.seconds;
  return (
    <p style={{ margin: 0 }}>
      {count(runs)} runs at most
      {each == null
        ? "."
        : `, each up to ${duration(each)}: up to ${duration(each * runs)} if they train one by one.`}
    </p>
  );
}
