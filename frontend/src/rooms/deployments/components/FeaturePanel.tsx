/** Show a deployment in the gallery: the card is drafted, its owner edits and decides who sees it. */
import { Button, Group, Modal, Stack, Switch, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Deployment, Featured } from "../../../api/types";
import { fieldError, formError, useFields } from "../../../lib/fields";
import { paths } from "../../../lib/paths";
import { say } from "../../../lib/toast";
import { sentence } from "../../../lib/http";
import { Go } from "../../../ui/Go";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { feature, featureKey, galleryKey, unfeature, useFeature } from "../api/gallery";

interface FeaturePanelProps {
  deployment: Deployment;
  owner: boolean;
}

export function FeaturePanel({ deployment, owner }: FeaturePanelProps): ReactElement | null {
  const card = useFeature(deployment.id).data;
  const [editing, setEditing] = useState(false);
  if (!card || (!owner && !card.featured)) return null;
  return (
    <Panel
      title="Gallery"
      lead="A card with its scores and limits, and a page on which anyone you allow can try it."
      actions={
        owner && (
          <>
            {card.featured && <Unfeature deployment={deployment.id} />}
            <Button variant="default" onClick={() => setEditing(true)}>
              {card.featured ? "Edit the card" : "Feature this model"}
            </Button>
          </>
        )
      }
    >
      {card.featured ? (
        <span>
          <Go to={paths.featured(deployment.slug)}>Its card and try-it page</Go>{" "}
          {card.public ? "are open to all, without sign-in." : "are seen by the project’s members."}
        </span>
      ) : (
        <span>Not featured.</span>
      )}
      <Modal
        opened={editing}
        onClose={() => setEditing(false)}
        size="lg"
        title={card.featured ? "Edit the card" : "Feature this model"}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <CardForm deployment={deployment.id} card={card} onDone={() => setEditing(false)} />
      </Modal>
    </Panel>
  );
}

const shown = ["public", "summary", "intended_use", "limits", "example"];

interface CardFormProps {
  deployment: number;
  card: Featured;
  onDone: () => void;
}

function CardForm({ deployment, card, onDone }: CardFormProps): ReactElement {
  const { values, set } = useFields({
    public: card.public,
    summary: card.summary,
    intended_use: card.intended_use,
    limits: card.limits,
    example: card.example,
  });
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => feature(deployment, values),
    onSuccess: (saved) => {
      queries.setQueryData(featureKey(deployment), saved);
      void queries.invalidateQueries({ queryKey: galleryKey });
      onDone();
    },
  });
  const wrong = formError(save.error, shown);
  const area = (name: "summary" | "intended_use" | "limits", label: string) => (
    <Textarea
      label={label}
      autosize
      minRows={2}
      maxRows={10}
      maxLength={2000}
      value={values[name]}
      onChange={(event) => set(name, event.currentTarget.value)}
      error={fieldError(save.error, name)}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        {wrong && <Notice tone="bad">{wrong}</Notice>}
        {area("summary", "In one or two sentences")}
        {area("intended_use", "Intended use")}
        {area("limits", "Limits")}
        <TextInput
          label="A sentence to start from"
          description="All who see the card read it. The draft is from your test part: is it yours to show?"
          maxLength={300}
          value={values.example}
          onChange={(event) => set("example", event.currentTarget.value)}
          error={fieldError(save.error, "example")}
        />
        <Switch
          label="Open to all, without sign-in"
          description="Names of the feature set, the run and the labels, sizes, scores and the recipe are on the card; nothing else of the project is shown."
          checked={values.public}
          onChange={(event) => set("public", event.currentTarget.checked)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {card.featured ? "Save" : "Feature"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Unfeature({ deployment }: { deployment: number }): ReactElement {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => unfeature(deployment),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: featureKey(deployment) });
      void queries.invalidateQueries({ queryKey: galleryKey });
    },
    onError: (error) => say(sentence(error), { tone: "bad" }),
  });
  return (
    <Button variant="subtle" loading={remove.isPending} onClick={() => remove.mutate()}>
      Take out
    </Button>
  );
}
