/** Imports over HTTP: look first, then store. */
import { useQuery } from "@tanstack/react-query";
import type { Import, ImportPreview, Page } from "../../../api/types";
import { get, post } from "../../../lib/http";
import { form, type Options, type Source } from "../../../lib/uploads";

export const preview = (
  project: number,
  source: Source,
  format: string | undefined,
  options: Options,
) => post<ImportPreview>(`/projects/${project}/imports/preview`, form(source, format, options));

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
