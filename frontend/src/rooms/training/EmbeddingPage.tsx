/** One set of word vectors: how far it is, what it came to, and which words stand near a word. */
import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Embedding } from "../../api/types";
import { count, duration, megabytes } from "../../lib/format";
import { del, post, sentence } from "../../lib/http";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { reaches, useProject } from "../../lib/project";
import { say } from "../../lib/toast";
import { DeleteButton } from "../../ui/DeleteButton";
import { Facts } from "../../ui/Facts";
import { GoButton } from "../../ui/Go";
import { LineChart } from "../../ui/LineChart";
import { Loaded } from "../../ui/Loaded";
import { Meter } from "../../ui/Meter";
import { Notice } from "../../ui/Notice";
import { Page, Panel } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { embeddingKey, embeddingsKey, useEmbedding } from "./api/embeddings";
import { underWay } from "./api/runs";
import { NeighbourSearch } from "./components/NeighbourSearch";

export default function EmbeddingPage(): ReactElement {
  const project = useId("projectId");
  const query = useEmbedding(useId("embeddingId"));
  const found = query.data;
  const owner = reaches(useProject(project).data?.role, "owner");
  return (
    <Page
      title={found?.name ?? "Word vectors"}
      back={{ to: paths.embeddings(project), title: "Embeddings" }}
      badge={found && <StateBadge state={found.state} />}
      lead={found && `${found.method}, learned from all text of this project.`}
      actions={found && owner ? <Acts project={project} embedding={found} /> : undefined}
    >
      <Loaded query={query} bars={[90, 260]}>
        {(embedding) => (
          <Stack gap="lg">
            <Course embedding={embedding} />
            {embedding.state === "done" && !contextual(embedding) && (
              <NeighbourSearch id={embedding.id} />
            )}
            <Figures embedding={embedding} />
            {embedding.epochs.length > 0 && (
              <Panel>
                <LineChart
                  title="Loss"
                  xName="epoch"
                  xs={embedding.epochs.map(({ epoch }) => epoch)}
                  series={[{ name: "loss", values: embedding.epochs.map(({ loss }) => loss) }]}
                  format={(value) => value.toFixed(2)}
                />
                {contextual(embedding) && (
                  <LineChart
                    title="Words that it wavers between, on held-out sentences (perplexity)"
                    xName="epoch"
                    xs={embedding.epochs.map(({ epoch }) => epoch)}
                    series={[
                      {
                        name: "perplexity",
                        values: embedding.epochs.map(({ perplexity }) => perplexity ?? null),
                      },
                    ]}
                    format={(value) => value.toFixed(0)}
                  />
                )}
              </Panel>
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

/** What it says of a word depends on the sentence, so a word alone has no neighbours. */
const contextual = ({ recipe }: Embedding) => recipe.method.kind === "bilm";

function Course({ embedding }: { embedding: Embedding }): ReactElement {
  const { state, progress, live, error, warning } = embedding;
  return (
    <Stack gap="xs">
      {state === "failed" && (
        <Notice tone="bad" title="The vectors were not learned">
          {error?.message}
        </Notice>
      )}
      {underWay(state) && (
        <Panel>
          <Stack gap="xs">
            <Meter value={progress.done} total={progress.total} label="Progress" />
            <div aria-live="polite">
              {state === "queued" ? "Waits for a free worker." : progress.message || "Begins."}
              {live.seconds_left != null && ` · about ${duration(live.seconds_left)} left`}
            </div>
          </Stack>
        </Panel>
      )}
      {warning && <Notice tone="warn">{warning}</Notice>}
    </Stack>
  );
}

function Figures({ embedding }: { embedding: Embedding }): ReactElement {
  const { start, words, dimension, size, subwords, live, epochs } = embedding;
  const speed = live.tokens_per_second ?? epochs.at(-1)?.tokens_per_second;
  return (
    <Panel title="Figures">
      <Facts
        facts={[
          { name: "Words in the text", value: count(start.tokens) },
          {
            name: contextual(embedding) ? "Words told apart" : "Words with a vector",
            value: count(words ?? start.words),
          },
          { name: "Dimension", value: dimension ?? "–" },
          { name: "Words never seen", value: subwords ? "from their letters" : "no vector" },
          { name: "File", value: megabytes(size) },
          { name: "Words per second", value: count(speed == null ? null : Math.round(speed)) },
        ]}
      />
    </Panel>
  );
}

function Acts({ project, embedding }: { project: number; embedding: Embedding }): ReactElement {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id, name, state } = embedding;
  const stop = useMutation({
    mutationFn: () => post(`/embeddings/${id}/stop`),
    onError: (error) => say(sentence(error), { tone: "bad" }),
    onSettled: () => queries.invalidateQueries({ queryKey: embeddingKey(id) }),
  });
  const remove = async () => {
    await del(`/embeddings/${id}`);
    void queries.invalidateQueries({ queryKey: embeddingsKey(project) });
    void queries.invalidateQueries({ queryKey: ["files", project] });
    await navigate({ to: paths.embeddings(project) });
  };
  return (
    <>
      <DeleteButton name={name} act={remove}>
        Models that were trained with these vectors keep working; new ones cannot be trained with
        them.
      </DeleteButton>
      {underWay(state) && (
        <Button variant="outline" loading={stop.isPending} onClick={() => stop.mutate()}>
          {state === "queued" ? "Cancel" : "Stop, keep what there is"}
        </Button>
      )}
      {state === "done" && (
        <GoButton to={paths.featureSets(project)}>Train with these vectors</GoButton>
      )}
    </>
  );
}
