/** The dialog that makes a project: a name is enough, the rest has good defaults. */
import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Project } from "../../../api/types";
import { fieldError, formError, useFields } from "../../../lib/fields";
import { post } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { Notice } from "../../../ui/Notice";
import { tasks, tokenizers } from "../words";

const shown = ["name", "task", "tokenizer", "language"];
const fresh = { name: "", task: "ner", tokenizer: "words", language: "" };

export function NewProject({
  opened,
  onClose,
}: {
  opened: boolean;
  onClose: () => void;
}): ReactElement {
  const { values, set, reset } = useFields(fresh);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => post<Project>("/projects", { ...values, name: values.name.trim() }),
    onSuccess: (project) => {
      void queries.invalidateQueries({ queryKey: ["projects"] });
      reset(fresh);
      onClose();
      void navigate({ to: paths.project(project.id) });
    },
  });
  const wrong = formError(create.error, shown);
  const help = (choices: { value: string; help: string }[], value: string) =>
    choices.find((choice) => choice.value === value)?.help;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="New project"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack gap="md">
          {wrong && <Notice tone="bad">{wrong}</Notice>}
          <TextInput
            label="Name"
            required
            data-autofocus
            placeholder="Camera reviews"
            value={values.name}
            onChange={(event) => set("name", event.currentTarget.value)}
            error={fieldError(create.error, "name")}
          />
          <Select
            label="What is marked"
            data={tasks.map(({ value, label }) => ({ value, label }))}
            value={values.task}
            onChange={(value) => set("task", value ?? "ner")}
            description={help(tasks, values.task)}
            error={fieldError(create.error, "task")}
          />
          <Select
            label="How text is cut into tokens"
            data={tokenizers.map(({ value, label }) => ({ value, label }))}
            value={values.tokenizer}
            onChange={(value) => set("tokenizer", value ?? "words")}
            description={help(tokenizers, values.tokenizer)}
            error={fieldError(create.error, "tokenizer")}
          />
          <TextInput
            label="Language"
            description="A code such as en, de or ar; it helps to find the ends of sentences. May stay empty."
            placeholder="en"
            value={values.language}
            onChange={(event) => set("language", event.currentTarget.value.trim())}
            error={fieldError(create.error, "language")}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!values.name.trim()}>
              Create project
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
