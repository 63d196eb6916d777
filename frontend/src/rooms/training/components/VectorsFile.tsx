/** Choose an uploaded file of word vectors, or upload one; its dimension and words are shown. */
import { Button, FileButton, Group, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { StoredFile } from "../../../api/types";
import { count, megabytes } from "../../../lib/format";
import { post, sentence } from "../../../lib/http";
import type { FileControlProps } from "../../../ui/schema-context";
import { Notice } from "../../../ui/Notice";
import { useVectors, vectorsKey } from "../api/runs";

const described = ({ name, size, info }: StoredFile): string => {
  const facts = [
    info?.["dimension"] ? `${String(info["dimension"])} numbers per word` : "",
    typeof info?.["words"] === "number" ? `${count(info["words"])} words` : "",
    megabytes(size),
  ];
  return `${name} (${facts.filter(Boolean).join(", ")})`;
};

export function VectorsFile({
  project,
  label,
  help,
  value,
  error,
  onChange,
}: FileControlProps & { project: number }): ReactElement {
  const files = useVectors(project).data?.results ?? [];
  const queries = useQueryClient();
  const upload = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append("file", file, file.name);
      form.append("kind", "vectors");
      return post<StoredFile>(`/projects/${project}/files`, form);
    },
    onSuccess: async ({ sha256 }) => {
      await queries.invalidateQueries({ queryKey: vectorsKey(project) });
      onChange(sha256);
    },
  });
  return (
    <div style={{ display: "grid", gap: 8 }}>
      <Select
        label={label}
        description={help}
        placeholder={files.length ? "Choose a file" : "Upload a file first"}
        disabled={!files.length}
        data={files.map((file) => ({ value: file.sha256, label: described(file) }))}
        value={value || null}
        error={error}
        onChange={(sha256) => sha256 && onChange(sha256)}
      />
      <Group>
        <FileButton onChange={(file) => file && upload.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" loading={upload.isPending}>
              Upload vectors
            </Button>
          )}
        </FileButton>
      </Group>
      {upload.error && <Notice tone="bad">{sentence(upload.error)}</Notice>}
    </div>
  );
}
