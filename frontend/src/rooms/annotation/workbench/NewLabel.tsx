/** Make a label without leaving the text: a name, a hue, a key. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Label } from "@/api/types";
import { type KeyedLabel, freeKey, keyProblem } from "@/canvas/labels";
import { post, sentence } from "@/lib/http";
import { labelsKey } from "@/lib/project";
import { Notice } from "@/ui/Notice";
import css from "./Workbench.module.css";

interface NewLabelProps {
  project: number;
  labels: readonly KeyedLabel[];
  name: string;
  onMade: (name: string) => void;
}

const HUES = [1, 2, 3, 4, 5, 6, 7, 8];
/** Hue names follow the light palette. */
const HUE_NAMES = ["Blue", "Brown", "Green", "Magenta", "Teal", "Olive", "Violet", "Red"];

export function NewLabel({ project, labels, name: typed, onMade }: NewLabelProps): ReactElement {
  const queries = useQueryClient();
  const [name, setName] = useState(typed);
  const [color, setColor] = useState(() => leastUsed(labels));
  const [key, setKey] = useState(() => freeKey(labels) ?? "");
  const problem = key === "" ? undefined : keyProblem(key, labels);
  const make = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), color, ...(key === "" ? {} : { key }) };
      return post<Label>(`/projects/${String(project)}/labels`, body);
    },
    onSuccess: async (label) => {
      queries.setQueryData<Label[]>(labelsKey(project), (old) => [...(old ?? []), label]);
      onMade(label.name);
      await queries.invalidateQueries({ queryKey: labelsKey(project) });
    },
  });
  return (
    <form
      className={css.finder}
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === undefined && name.trim() !== "") make.mutate();
      }}
    >
      <label className={css.field}>
        Name
        <input
          className={css.input}
          value={name}
          maxLength={64}
          required
          data-autofocus
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <Hues chosen={color} onChoose={setColor} />
      <div className={css.field}>
        <label htmlFor="label-key">Key</label>
        <input
          id="label-key"
          className={css.input}
          value={key}
          maxLength={1}
          aria-invalid={problem !== undefined}
          aria-describedby="key-problem"
          onChange={(event) => setKey(event.target.value.toLowerCase())}
        />
        <span id="key-problem" className={css.problem} role="status">
          {problem}
        </span>
      </div>
      {make.error && <Notice tone="bad">{sentence(make.error)}</Notice>}
      <Button
        type="submit"
        loading={make.isPending}
        disabled={problem !== undefined || name.trim() === ""}
      >
        Make this label
      </Button>
    </form>
  );
}

function Hues({
  chosen,
  onChoose,
}: {
  chosen: number;
  onChoose: (hue: number) => void;
}): ReactElement {
  return (
    <fieldset className={css.hues}>
      <legend>Colour</legend>
      {HUES.map((hue) => (
        <label key={hue} className={css.hue} data-color={hue}>
          <input
            type="radio"
            name="hue"
            aria-label={HUE_NAMES[hue - 1]}
            checked={hue === chosen}
            onChange={() => onChoose(hue)}
          />
        </label>
      ))}
    </fieldset>
  );
}

function leastUsed(labels: readonly KeyedLabel[]): number {
  const uses = (hue: number) => labels.filter(({ color }) => color === hue).length;
  return HUES.reduce((best, hue) => (uses(hue) < uses(best) ? hue : best), 1);
}
