/** Name a split, freeze: one page, good defaults. */
import { Button, Group, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import type { FeatureSet, SplitSchema } from "../../api/types";
import { fieldError } from "../../lib/fields";
import { post } from "../../lib/http";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { initial, type Value } from "../../lib/schema";
import { ErrorList } from "../../ui/ErrorList";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { listKey, useFeatureSets, useSplits } from "./api/feature-sets";
import { SplitForm } from "./components/SplitForm";
import { Target } from "./components/Target";

export default function NewFeatureSetPage(): ReactElement {
  const project = useId("projectId");
  const splits = useSplits();
  return (
    <Page
      title="New feature set"
      lead="What is labelled now is frozen; labelling may go on without changing it."
      back={{ to: paths.featureSets(project), title: "Feature sets" }}
      narrow
    >
      <Loaded query={splits} bars={[260]}>
        {(data) => <Form project={project} splits={data} />}
      </Loaded>
    </Page>
  );
}

const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

function Form({ project, splits }: { project: number; splits: SplitSchema }): ReactElement {
  const [split, setSplit] = useState<Value>(
    () => splits.presets[0]?.split ?? (initial(splits.schema, splits.schema) as Value),
  );
  const taken = useFeatureSets(project).data?.results.length ?? 0;
  const [target, setTarget] = useState("");
  const [typed, setName] = useState<string>();
  const name = typed ?? `Set ${taken + 1}`;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const freeze = useMutation({
    mutationFn: () =>
      post<FeatureSet>(`/projects/${project}/feature-sets`, { name: name.trim(), split, target }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: listKey(project) });
      void navigate({ to: paths.featureSet(project, id) });
    },
  });
  const preset = splits.presets.find((candidate) => same(candidate.split, split))?.name ?? "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        freeze.mutate();
      }}
    >
      <Panel>
        <Stack gap="lg">
          <ErrorList error={freeze.error} form={{ root: splits.schema, value: split }} />
          <TextInput
            label="Name"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldError(freeze.error, "name")}
          />
          <Target
            project={project}
            target={target}
            onChange={setTarget}
            error={fieldError(freeze.error, "target")}
          />
          {splits.presets.length > 0 && (
            <div>
              <SegmentedControl
                aria-label="Usual divisions"
                fullWidth
                orientation={window.innerWidth < 700 ? "vertical" : "horizontal"}
                value={preset}
                data={splits.presets.map(({ name: value, title }) => ({ value, label: title }))}
                onChange={(value) => {
                  const chosen = splits.presets.find((candidate) => candidate.name === value);
                  if (chosen) setSplit(chosen.split);
                }}
              />
            </div>
          )}
          <SplitForm
            project={project}
            schema={splits.schema}
            split={split}
            onChange={setSplit}
            error={freeze.error}
          />
          <Group justify="flex-end">
            <Button type="submit" size="md" loading={freeze.isPending} disabled={!name.trim()}>
              Freeze feature set
            </Button>
          </Group>
        </Stack>
      </Panel>
    </form>
  );
}
