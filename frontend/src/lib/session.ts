/** Who is signed in. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Session } from "../api/types";
import { get } from "./http";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => get<Session>("/session", {}, signal),
  staleTime: 60_000,
});

export const useUser = () => useQuery(sessionQuery).data?.user ?? null;
