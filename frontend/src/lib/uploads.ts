/** Labelled files on their way to the server, and the formats that it reads. */
import { useQuery } from "@tanstack/react-query";
import type { Format, Page } from "../api/types";
import { get } from "./http";

/** What is to be read: one file, or a text file and the file of its tags. */
export interface Source {
  file: File;
  tags: File | null;
}

export type Options = Record<string, unknown>;

/** The multipart body of an import, or of anything else that reads labelled files. */
export function form(source: Source, format: string | undefined, options: Options): FormData {
  const data = new FormData();
  data.append("file", source.file, source.file.name);
  if (source.tags) data.append("tags", source.tags, source.tags.name);
  if (format) data.append("format", format);
  if (Object.keys(options).length) data.append("options", JSON.stringify(options));
  return data;
}

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
