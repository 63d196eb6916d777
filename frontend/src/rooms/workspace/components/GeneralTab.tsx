/** Name, language and guideline; at the bottom, deleting the project. */
import { Button, Group, Stack, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Project } from "../../../api/types";
import { fieldError, formError, useFields } from "../../../lib/fields";
import { del, patch } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { projectKey, reaches } from "../../../lib/project";
import { say } from "../../../lib/toast";
import { Confirm } from "../../../ui/Confirm";
import { Facts } from "../../../ui/Facts";
import { Markup } from "../../../ui/Markup";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { tasks, tokenizers } from "../words";

const titleOf = (choices: { value: string; label: string }[], value: string) =>
  choices.find((choice) => choice.value === value)?.label ?? value;

export function GeneralTab({ project }: { project: Project }): ReactElement {
  const mayChange = reaches(project.role, "owner");
  const queries = useQueryClient();
  const { values, set } = useFields({
    name: project.name,
    language: project.language,
    guideline: project.guideline ?? "",
  });
  const save = useMutation({
    mutationFn: () => patch<Project>(`/projects/${project.id}`, values),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: projectKey(project.id) });
      say("Saved.", { tone: "good" });
    },
  });
  if (!mayChange) return <AsItIs project={project} />;
  const wrong = formError(save.error, ["name", "language", "guideline"]);
  return (
    <Stack gap="lg">
      <Panel title="Project">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Stack gap="md" maw={640}>
            {wrong && <Notice tone="bad">{wrong}</Notice>}
            <TextInput
              label="Name"
              required
              value={values.name}
              onChange={(event) => set("name", event.currentTarget.value)}
              error={fieldError(save.error, "name")}
            />
            <TextInput
              label="Language"
              description="A code such as en, de or ar."
              value={values.language}
              onChange={(event) => set("language", event.currentTarget.value)}
              error={fieldError(save.error, "language")}
            />
            <Textarea
              label="Guideline"
              description="What each label means, with examples; shown while labelling."
              autosize
              minRows={5}
              maxRows={20}
              value={values.guideline}
              onChange={(event) => set("guideline", event.currentTarget.value)}
              error={fieldError(save.error, "guideline")}
            />
            <div>
              Marked: {titleOf(tasks, project.task)} · Tokens:{" "}
              {titleOf(tokenizers, project.tokenizer)}. Both are fixed once a project exists.
            </div>
            <Group>
              <Button type="submit" loading={save.isPending}>
                Save
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
      <DeleteProject project={project} />
    </Stack>
  );
}

/** For those who read the settings and do not change them. */
function AsItIs({ project }: { project: Project }): ReactElement {
  return (
    <Panel title="Project">
      <Facts
        facts={[
          { name: "name", value: project.name },
          { name: "language", value: project.language || "not said" },
          { name: "marked", value: titleOf(tasks, project.task) },
          { name: "tokens", value: titleOf(tokenizers, project.tokenizer) },
        ]}
      />
      <h3>Guideline</h3>
      {project.guideline ? <Markup text={project.guideline} /> : <p>None is written yet.</p>}
    </Panel>
  );
}

function DeleteProject({ project }: { project: Project }): ReactElement {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = async () => {
    await del(`/projects/${project.id}`);
    await navigate({ to: paths.projects });
    queries.removeQueries({ queryKey: projectKey(project.id) });
    void queries.invalidateQueries({ queryKey: ["projects"], exact: true });
  };
  return (
    <Panel
      title="Delete this project"
      lead="Its documents, annotations, feature sets, runs and deployments go with it."
      actions={
        <Confirm
          title={`Delete “${project.name}”?`}
          verb="Delete the project"
          act={remove}
          trigger={(open) => (
            <Button color="red" variant="outline" onClick={open}>
              Delete project
            </Button>
          )}
        >
          All {project.documents.total} documents and everything made from them are deleted for
          every member. Export first what you want to keep; this cannot be undone.
        </Confirm>
      }
    >
      {null}
    </Panel>
  );
}
