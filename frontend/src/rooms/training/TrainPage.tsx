/** Choose, see what it will cost, train. The form is drawn from the recipe's own schema. */
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { TextInput } from "@mantine/core";
import type { Estimate, FeatureSet, JsonSchema, Preset, Recipe, Run } from "../../api/types";
import { draftOf } from "../../lib/draft";
import { fieldError } from "../../lib/fields";
import { count } from "../../lib/format";
import { get, post } from "../../lib/http";
import { useId, useWords } from "../../lib/params";
import { paths } from "../../lib/paths";
import { initial, type Path, type Value } from "../../lib/schema";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { SchemaForm } from "../../ui/SchemaForm";
import { runsKey, usePresets, useRecipeSchema, useRun } from "./api/runs";
import { EstimatePanel } from "./components/EstimatePanel";
import { FileChoice } from "./components/FileChoice";
import { PresetChoice, startOf } from "./components/PresetChoice";
import css from "./TrainPage.module.css";

export default function TrainPage(): ReactElement {
  const project = useId("projectId");
  const setId = useId("featureSetId");
  const [words, setWords] = useWords();
  const schema = useRecipeSchema();
  const presets = usePresets();
  const like = useRun(Number(words["run"] ?? 0));
  const set = useQuery({
    queryKey: ["feature-sets", "one", setId],
    queryFn: () => get<FeatureSet>(`/feature-sets/${setId}`),
  });
  const waitsForRun = Boolean(words["run"]) && like.isPending;
  return (
    <Page
      title="Train"
      lead={
        set.data &&
        `On “${set.data.name}”: ${count(set.data.counts?.train)} sentences to learn from, ${count(set.data.counts?.test)} to test on. Good settings are filled in.`
      }
      back={{ to: paths.featureSet(project, setId), title: set.data?.name ?? "Feature set" }}
    >
      <Loaded query={set} bars={[120, 400]}>
        {({ counts }) => (
          <Loaded query={schema} bars={[120, 400]}>
            {(root) =>
              presets.data && !waitsForRun ? (
                <TrainForm
                  project={project}
                  featureSet={setId}
                  root={root}
                  presets={presets.data}
                  sentences={counts?.train ?? Infinity}
                  start={like.data?.recipe}
                  onOwn={() => words["run"] && setWords({ run: undefined })}
                />
              ) : (
                <Loaded query={presets}>{() => null}</Loaded>
              )
            }
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

/** All that is chosen here. */
interface Chosen {
  preset: string | null;
  recipe: Value;
  name: string;
}

interface TrainFormProps {
  project: number;
  featureSet: number;
  root: JsonSchema;
  presets: Preset[];
  sentences: number;
  /** The recipe to begin with, whatever was chosen here before. */
  start: Recipe | undefined;
  /** What stands here is the reader's own now, and no longer what the page began with. */
  onOwn: () => void;
}

function TrainForm(props: TrainFormProps): ReactElement {
  const { project, featureSet, root, presets, sentences, start, onOwn } = props;
  const draft = draftOf<Chosen>(`train ${featureSet}`);
  const [chosen, setChosen] = useState((): Chosen => {
    if (start) return { preset: null, recipe: start, name: "" };
    const first = startOf(presets, sentences);
    const fresh = first?.recipe ?? (initial(root, root) as Value);
    return draft.read() ?? { preset: first?.name ?? null, recipe: fresh, name: "" };
  });
  const { preset, recipe, name } = chosen;
  const [settled] = useDebouncedValue(recipe, 350);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const estimate = useQuery({
    queryKey: ["estimate", featureSet, settled],
    queryFn: () => post<Estimate>(`/feature-sets/${featureSet}/estimate`, { recipe: settled }),
    retry: false,
    placeholderData: (previous) => previous,
  });
  const train = useMutation({
    mutationFn: () =>
      post<Run>(`/feature-sets/${featureSet}/runs`, {
        recipe,
        ...(preset ? { preset } : {}),
        ...(name.trim() ? { name: name.trim() } : {}),
      }),
    onSuccess: ({ id }) => {
      draft.drop();
      void queries.invalidateQueries({ queryKey: runsKey(project) });
      void navigate({ to: paths.run(project, id) });
    },
  });
  const error = estimate.error ?? train.error;
  const change = (part: Partial<Chosen>) => {
    const next = { ...chosen, ...part };
    setChosen(next);
    draft.keep(next);
    onOwn();
    train.reset();
  };
  const autoText = (field: string) =>
    field === "learning_rate" && estimate.data?.learning_rate != null
      ? String(estimate.data.learning_rate)
      : field === "batch_size" && estimate.data?.batch
        ? `about ${count(estimate.data.batch.sentences)} sentences`
        : undefined;
  return (
    <div className={css.columns}>
      <div className={css.form}>
        <PresetChoice
          presets={presets}
          sentences={sentences}
          value={preset}
          changed={preset !== null && !same(presets.find((p) => p.name === preset)?.recipe, recipe)}
          onChange={({ name: preset, recipe }) => change({ preset, recipe })}
        />
        <Panel title="Settings">
          <SchemaForm
            schema={root}
            root={root}
            value={recipe}
            onChange={(recipe) => change({ recipe })}
            errorAt={(at: Path) => fieldError(error, "recipe", ...at)}
            autoText={autoText}
            fileControl={(control) => (
              <FileChoice project={project} featureSet={featureSet} {...control} />
            )}
          />
        </Panel>
      </div>
      <EstimatePanel
        estimate={estimate}
        error={error}
        form={{ root, value: recipe }}
        training={train.isPending}
        onTrain={() => train.mutate()}
      >
        <TextInput
          label="Name of the run"
          placeholder="chosen for you"
          value={name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={fieldError(train.error, "name")}
        />
      </EstimatePanel>
    </div>
  );
}

/** Equal whatever the order of the keys. */
function same(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || typeof right !== "object" || !left || !right)
    return left === right;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same((left as Value)[key], (right as Value)[key]));
}
