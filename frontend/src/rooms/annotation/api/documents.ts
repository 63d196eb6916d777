/** The documents list over HTTP. */
import { useInfiniteQuery } from "@tanstack/react-query";
import type { DocumentRow, Page } from "../../../api/types";
import { get } from "../../../lib/http";

export interface Filters {
  state?: string;
  label?: string;
  q?: string;
  source?: string;
}

export const useDocuments = (project: number, filters: Filters) =>
  useInfiniteQuery({
    queryKey: ["documents", project, filters],
    queryFn: ({ pageParam, signal }) =>
      get<Page<DocumentRow>>(
        `/projects/${project}/documents`,
        { ...filters, cursor: pageParam, limit: 50 },
        signal,
      ),
    initialPageParam: null as string | number | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (previous) => previous,
  });
