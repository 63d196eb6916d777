/** Word vectors over HTTP: those learned here, the files of a project, and what a file knows. */
import { useQuery } from "@tanstack/react-query";
import type {
  Coverage,
  Embedding,
  JsonSchema,
  Neighbours,
  Page,
  StoredFile,
} from "../../../api/types";
import { get } from "../../../lib/http";
import { underWay } from "./runs";

export const embeddingsKey = (project: number) => ["embeddings", project] as const;
export const embeddingKey = (id: number) => ["embeddings", "one", id] as const;
export const filesKey = (project: number, kind: string) => ["files", project, kind] as const;

export const useEmbeddings = (project: number) =>
  useQuery({
    queryKey: embeddingsKey(project),
    queryFn: () => get<Page<Embedding>>(`/projects/${project}/embeddings`, { limit: 100 }),
    refetchInterval: (query) =>
      query.state.data?.results.some(({ state }) => underWay(state)) ? 1500 : false,
  });

export const useEmbedding = (id: number) =>
  useQuery({
    queryKey: embeddingKey(id),
    queryFn: ({ signal }) => get<Embedding>(`/embeddings/${id}`, {}, signal),
    refetchInterval: (query) => (underWay(query.state.data?.state) ? 1000 : false),
  });

export const useEmbeddingSchema = () =>
  useQuery({
    queryKey: ["embedding-schema"],
    queryFn: () => get<JsonSchema>("/embedding-schema"),
    staleTime: Infinity,
  });

export const useNeighbours = (id: number, word: string) =>
  useQuery({
    queryKey: [...embeddingKey(id), "neighbours", word],
    queryFn: () => get<Neighbours>(`/embeddings/${id}/neighbours`, { word }),
    enabled: word !== "",
    staleTime: Infinity,
    placeholderData: (previous) => previous,
  });

/** The files of one kind that a project holds: vectors, lexicon …; what was brought twice, once. */
export const useFiles = (project: number, kind: string) =>
  useQuery({
    queryKey: filesKey(project, kind),
    queryFn: () => get<Page<StoredFile>>(`/projects/${project}/files`, { kind, limit: 200 }),
    select: ({ results }) => distinct(results),
  });

/** Equal bytes have one name for a recipe; the newest of them stands for all. */
export const distinct = <File extends { sha256: string }>(newestFirst: readonly File[]): File[] =>
  newestFirst.filter(
    ({ sha256 }, at) => newestFirst.findIndex((other) => other.sha256 === sha256) === at,
  );

export const useCoverage = (featureSet: number, sha256: string) =>
  useQuery({
    queryKey: ["coverage", featureSet, sha256],
    queryFn: () => get<Coverage>(`/feature-sets/${featureSet}/coverage`, { file: sha256 }),
    enabled: sha256 !== "",
    staleTime: Infinity,
    retry: false,
  });
