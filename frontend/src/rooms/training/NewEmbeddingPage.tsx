/** How to learn word vectors: a method with its choices, good ones filled in. */
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import type { Embedding, JsonSchema } from "../../api/types";
import { fieldError } from "../../lib/fields";
import { count } from "../../lib/format";
import { post } from "../../lib/http";
import { useId, useWords } from "../../lib/params";
import { paths } from "../../lib/paths";
import { useProject } from "../../lib/project";
import { fieldOf, initial, type Path, type Value } from "../../lib/schema";
import { ErrorList } from "../../ui/ErrorList";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { SchemaForm } from "../../ui/SchemaForm";
import { FileChoice } from "./components/FileChoice";
import { embeddingsKey, useEmbeddingSchema } from "./api/embeddings";

export default function NewEmbeddingPage(): ReactElement {
  const project = useId("projectId");
  const schema = useEmbeddingSchema();
  const documents = useProject(project).data?.documents.total;
  return (
    <Page
      title="Learn word vectors"
      lead={`From the text of all ${documents === undefined ? "" : `${count(documents)} `}documents, labelled or not. Word vectors take seconds to minutes, a biLM minutes to hours.`}
      back={{ to: paths.embeddings(project), title: "Embeddings" }}
      narrow
    >
      <Loaded query={schema} bars={[260]}>
        {(root) => <EmbeddingForm project={project} root={root} />}
      </Loaded>
    </Page>
  );
}

/** The form's first values, with the method that the address asks for. */
function begun(root: JsonSchema, method: string | undefined): Value {
  const value = initial(root, root) as Value;
  const field = fieldOf("method", root.properties?.["method"] ?? {}, root);
  const asked =
    field.type === "union" ? field.entries.find(({ kind }) => kind === method) : undefined;
  return asked ? { ...value, method: initial(asked.schema, root) } : value;
}

function EmbeddingForm({ project, root }: { project: number; root: JsonSchema }): ReactElement {
  const [words] = useWords();
  const [recipe, setRecipe] = useState<Value>(() => begun(root, words["method"]));
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const learn = useMutation({
    mutationFn: () =>
      post<Embedding>(`/projects/${project}/embeddings`, {
        recipe,
        ...(name.trim() ? { name: name.trim() } : {}),
      }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: embeddingsKey(project) });
      void navigate({ to: paths.embedding(project, id) });
    },
  });
  const change = (value: Value) => {
    setRecipe(value);
    learn.reset();
  };
  return (
    <Panel>
      <Stack gap="md">
        <SchemaForm
          schema={root}
          root={root}
          value={recipe}
          onChange={change}
          errorAt={(at: Path) => fieldError(learn.error, "recipe", ...at)}
          fileControl={(control) => <FileChoice project={project} {...control} />}
        />
        <TextInput
          label="Name"
          placeholder="chosen for you"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(learn.error, "name")}
        />
        <ErrorList error={learn.error} form={{ root, value: recipe }} />
        <Group justify="flex-end">
          <Button size="md" loading={learn.isPending} onClick={() => learn.mutate()}>
            Learn
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
