/** Imports over HTTP: look first, then store. */
import { useQuery } from "@tanstack/react-query";
import type { Format, Import, ImportPreview, Page } from "../../../api/types";
import { get, post } from "../../../lib/http";

/** What is to be read: one file, or a text file and the file of its tags. */
export interface Source {
  file: File;
  tags: File | null;
}

export type Options = Record<string, unknown>;

function form(source: Source, format: string | undefined, options: Options): FormData {
  const data = new FormData();
  data.append("file", source.file, source.file.name);
  if (source.tags) data.append("tags", source.tags, source.tags.name);
  if (format) data.append("format", format);
  if (Object.keys(options).length) data.append("options", JSON.stringify(options));
  return data;
}

export const preview = (project: number, source: Source, format?: string, options: Options = {}) =>
  post<ImportPreview>(`/projects/${project}/imports/preview`, form(source, format, options));

export const start = (project: number, source: Source, format: string, options: Options) =>
  post<Import>(`/projects/${project}/imports`, form(source, format, options));

export const importsKey = (project: number) => ["imports", project] as const;

const underWay = (state: string | undefined) => state === "queued" || state === "running";

export const useImport = (id: number | null) =>
  useQuery({
    queryKey: ["imports", "one", id],
    queryFn: () => get<Import>(`/imports/${id}`),
    enabled: id !== null,
    refetchInterval: (query) => (underWay(query.state.data?.state) ? 700 : false),
  });

export const useImports = (project: number) =>
  useQuery({
    queryKey: importsKey(project),
    queryFn: () => get<Page<Import>>(`/projects/${project}/imports`, { limit: 20 }),
    refetchInterval: (query) =>
      query.state.data?.results.some(({ state }) => underWay(state)) ? 1500 : false,
  });

export const useFormats = () =>
  useQuery({
    queryKey: ["formats"],
    queryFn: async () => (await get<Page<Format>>("/formats")).results,
    staleTime: Infinity,
  });

/** Of two files, the one that looks like tags by its name goes second. */
export function sorted(files: File[]): Source | null {
  const [first, second] = files;
  if (!first) return null;
  if (!second) return { file: first, tags: null };
  const looksLikeTags = (file: File) => /tag|label|iob|bio|ner|annot/i.test(file.name);
  return looksLikeTags(first) && !looksLikeTags(second)
    ? { file: second, tags: first }
    : { file: first, tags: second };
}
