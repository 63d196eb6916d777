/** What to try next, most promising first; one click starts the run. */
import { Button, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { JsonSchema, Remedy, Run } from "../../../api/types";
import { duration } from "../../../lib/format";
import { get, post, sentence } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { reaches, useProject } from "../../../lib/project";
import { say } from "../../../lib/toast";
import { GoButton } from "../../../ui/Go";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { runKey, runsKey, useRecipeSchema } from "../api/runs";
import { nameOf, valueOf } from "./TrialTable";

const SHOWN = 3;

export function RemediesPanel({
  project,
  run,
}: {
  project: number;
  run: Run;
}): ReactElement | null {
  const remedies = useQuery({
    queryKey: [...runKey(run.id), "remedies"],
    queryFn: () => get<Remedy[]>(`/runs/${run.id}/remedies`),
  });
  const { data: root = {} } = useRecipeSchema();
  const owner = reaches(useProject(project).data?.role, "owner");
  if (!remedies.data?.length) return null;
  return (
    <Panel title="What to try next" lead="Each is one step from this run’s settings.">
      <Stack gap="xs">
        {remedies.data.slice(0, SHOWN).map((remedy) => (
          <Notice
            key={remedy.title}
            title={remedy.title}
            action={owner ? <Act project={project} run={run} remedy={remedy} /> : undefined}
          >
            {remedy.why} {changesOf(remedy, root)}
            {remedy.estimate && ` Takes up to ${duration(remedy.estimate.seconds)}.`}
          </Notice>
        ))}
      </Stack>
    </Panel>
  );
}

/** “Encoder › LSTM units 100 → 50.”; a whole new algorithm is named by its title alone. */
function changesOf({ changes }: Remedy, root: JsonSchema): string {
  if (changes.some(({ path }) => path === "algorithm.kind")) return "";
  const said = changes
    .filter(({ after }) => after !== null)
    .map(({ path, before, after }) =>
      before == null
        ? `${nameOf(path, root)} ${valueOf(path, after, root)}`
        : `${nameOf(path, root)} ${valueOf(path, before, root)} → ${valueOf(path, after, root)}`,
    );
  return said.length && said.length <= SHOWN ? `${said.join(", ")}.` : "";
}

/** Some remedies need a thing that must be made first, on a page of its own. */
function Act(props: TryProps): ReactElement {
  if (props.remedy.page === "embeddings")
    return (
      <GoButton variant="default" size="sm" to={paths.newEmbedding(props.project)}>
        Learn vectors
      </GoButton>
    );
  return <Try {...props} />;
}

interface TryProps {
  project: number;
  run: Run;
  remedy: Remedy;
}

function Try({ project, run, remedy }: TryProps): ReactElement {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: () =>
      post<Run>(`/feature-sets/${run.feature_set.id}/runs`, {
        recipe: remedy.recipe,
        name: `${run.name.slice(0, 80)}, ${remedy.title.toLowerCase()}`.slice(0, 120),
      }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: runsKey(project) });
      void navigate({ to: paths.run(project, id) });
    },
    onError: (error) => say(sentence(error), { tone: "bad" }),
  });
  return (
    <Button
      variant="default"
      size="sm"
      aria-label={`Try this: ${remedy.title}`}
      loading={start.isPending}
      onClick={() => start.mutate()}
    >
      Try this
    </Button>
  );
}
