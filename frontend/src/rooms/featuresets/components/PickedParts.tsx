/** Which documents make up each part, by what they are; how many that takes stands beside. */
import { Button, Select, TagsInput, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { ReactElement } from "react";
import type { Pick } from "../../../api/types";
import { counted } from "../../../lib/format";
import { useLabels } from "../../../lib/project";
import type { Value } from "../../../lib/schema";
import { useChoices, usePickCount } from "../api/feature-sets";
import css from "./PickedParts.module.css";

export const PICKED_PARTS = ["train", "dev", "test"] as const;

const uses = {
  train: "to learn from",
  dev: "to watch while training",
  test: "kept for the report",
};

interface PickedPartsProps {
  project: number;
  split: Value;
  onChange: (split: Value) => void;
  errorAt: (at: (string | number)[]) => string | undefined;
}

export function PickedParts({ project, split, onChange, errorAt }: PickedPartsProps): ReactElement {
  return (
    <div className={css.parts}>
      {PICKED_PARTS.map((part) => (
        <PickedPart
          key={part}
          part={part}
          project={project}
          pick={(split[part] ?? null) as Pick | null}
          rest={split["rest"] === part}
          include={String(split["include"] ?? "done")}
          errorAt={(at) => errorAt([part, ...at])}
          onChange={(pick) => onChange({ ...split, [part]: pick })}
        />
      ))}
    </div>
  );
}

interface PickedPartProps {
  part: (typeof PICKED_PARTS)[number];
  project: number;
  pick: Pick | null;
  rest: boolean;
  include: string;
  errorAt: (at: (string | number)[]) => string | undefined;
  onChange: (pick: Pick | null) => void;
}

function PickedPart(props: PickedPartProps): ReactElement {
  const { part, pick, rest, onChange, errorAt } = props;
  const error = errorAt([]);
  return (
    <fieldset className={css.part}>
      <legend>
        <strong>{part}</strong> {uses[part]}
      </legend>
      {pick === null ? (
        <div className={css.none}>
          {rest ? "Takes what no other part picks." : "Gets no documents."}
          <Button size="compact-sm" variant="default" onClick={() => onChange({})}>
            Pick documents for {part}
          </Button>
        </div>
      ) : (
        <>
          <Conditions {...props} pick={pick} />
          <div className={css.none}>
            <Taken {...props} pick={pick} />
            <Button size="compact-sm" variant="subtle" onClick={() => onChange(null)}>
              Pick nothing for {part}
            </Button>
          </div>
        </>
      )}
      {error && <div className={css.error}>{error}</div>}
    </fieldset>
  );
}

const filled = (text: string) => (text === "" ? null : text);

function Conditions({
  project,
  pick,
  onChange,
  errorAt,
}: PickedPartProps & { pick: Pick }): ReactElement {
  const labels = useLabels(project).data ?? [];
  const sources = useChoices(project).data?.sources ?? [];
  const set = (change: Pick) => onChange({ ...pick, ...change });
  return (
    <div className={css.fields}>
      <TextInput
        label="Text holds"
        placeholder="any words"
        value={pick.q ?? ""}
        error={errorAt(["q"])}
        onChange={(event) => set({ q: filled(event.currentTarget.value) })}
      />
      <Select
        label="With the label"
        placeholder="any label"
        data={labels.map(({ name }) => name)}
        value={pick.label ?? null}
        error={errorAt(["label"])}
        clearable
        searchable
        onChange={(label) => set({ label })}
      />
      <Select
        label="From the import"
        placeholder="any file"
        data={sources}
        value={pick.source ?? null}
        error={errorAt(["source"])}
        clearable
        searchable
        onChange={(source) => set({ source })}
      />
      <Select
        label="State"
        placeholder="any state"
        data={[
          { value: "done", label: "labelled" },
          { value: "new", label: "not labelled" },
        ]}
        value={pick.state ?? null}
        error={errorAt(["state"])}
        clearable
        onChange={(state) => set({ state: state as Pick["state"] })}
      />
      <TagsInput
        className={css.wide}
        label="And these documents"
        description="Their numbers, as in the address of a document’s page. Press Enter after each."
        value={(pick.documents ?? []).map(String)}
        error={errorAt(["documents"])}
        onChange={(numbers) => set({ documents: numbers.map(Number).filter(Number.isInteger) })}
      />
    </div>
  );
}

const conditional = ({ q, label, source, state, documents }: Pick) =>
  Boolean(q || label || source || state || documents?.length);

function Taken({ project, pick, include }: PickedPartProps & { pick: Pick }): ReactElement {
  const [settled] = useDebouncedValue(pick, 300);
  const { data } = usePickCount(project, settled, include);
  if (!conditional(pick)) return <span role="status">Say which documents.</span>;
  return (
    <span role="status">
      {data
        ? `${counted(data.documents, "document")} ${data.documents === 1 ? "matches" : "match"}.`
        : "Counting"}
    </span>
  );
}
