/** Choose a file that the project holds, or upload one; what it brings for this feature set is shown. */
import { Button, FileButton, Group, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { StoredFile } from "../../../api/types";
import { count, megabytes } from "../../../lib/format";
import { post, sentence } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import type { FileControlProps } from "../../../ui/schema-context";
import { GoButton } from "../../../ui/Go";
import { Sending } from "../../../ui/files/Sending";
import { Notice } from "../../../ui/Notice";
import { filesKey, useFiles } from "../api/embeddings";
import { CoverageView } from "./CoverageView";

const described = ({ name, size, info }: StoredFile): string => {
  const number = (key: string, one: string) =>
    typeof info?.[key] === "number" ? `${count(info[key])} ${one}` : "";
  const facts = [
    number("dimension", "numbers per word"),
    number("layers", "layers"),
    number("words", "words"),
    number("entries", "entries"),
    megabytes(size),
  ];
  return `${name} (${facts.filter(Boolean).join(", ")})`;
};

const upload: Record<string, string> = {
  vectors: "Upload vectors",
  lexicon: "Upload word lists",
  transformer: "Upload a transformer (zip)",
  elmo: "Upload ELMo’s files",
};
/** Kinds that are learned under Embeddings, and what one of them is called there. */
const learned: Record<string, string> = { vectors: "them", bilm: "one" };

interface FileChoiceProps extends FileControlProps {
  project: number;
  /** Where the file is to be used, so that its coverage can be shown. */
  featureSet?: number;
}

export function FileChoice(props: FileChoiceProps): ReactElement {
  const { project, featureSet, kind, label, help, value, error, onChange } = props;
  const files = useFiles(project, kind).data ?? [];
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: (chosen: File[]) => {
      const form = new FormData();
      for (const file of chosen) form.append("file", file, file.name);
      form.append("kind", kind);
      return post<StoredFile>(`/projects/${project}/files`, form);
    },
    onSuccess: async ({ sha256 }) => {
      await queries.invalidateQueries({ queryKey: filesKey(project, kind) });
      onChange(sha256);
    },
  });
  const vectors = kind === "vectors";
  const uploads = kind !== "bilm";
  return (
    <div style={{ display: "grid", gap: 8, gridColumn: "1 / -1", maxInlineSize: 620 }}>
      <Select
        label={label}
        description={help}
        placeholder={
          files.length ? "Choose a file" : `${uploads ? "Upload a file" : "Learn one"} first`
        }
        disabled={!files.length}
        data={files.map((file) => ({ value: file.sha256, label: described(file) }))}
        value={value || null}
        error={error}
        onChange={(sha256) => sha256 && onChange(sha256)}
      />
      <Group gap="xs">
        {uploads && (
          <FileButton multiple onChange={(chosen) => chosen.length && send.mutate(chosen)}>
            {(button) => (
              <Button {...button} variant="default" size="xs" loading={send.isPending}>
                {upload[kind] ?? "Upload a file"}
              </Button>
            )}
          </FileButton>
        )}
        {learned[kind] && (
          <GoButton
            variant="default"
            size="xs"
            to={paths.newEmbedding(project, vectors ? undefined : kind)}
          >
            Learn {learned[kind]} from this project’s text
          </GoButton>
        )}
      </Group>
      {send.isPending && <Sending />}
      {send.error && <Notice tone="bad">{sentence(send.error)}</Notice>}
      {vectors && value && featureSet !== undefined && (
        <CoverageView featureSet={featureSet} sha256={value} />
      )}
    </div>
  );
}
