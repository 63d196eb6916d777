/** Deployments over HTTP. */
import { useQuery } from "@tanstack/react-query";
import type { Deployment, Page } from "../../../api/types";
import { get } from "../../../lib/http";

export const listKey = (project: number) => ["deployments", project] as const;
export const oneKey = (id: number) => ["deployments", "one", id] as const;

const moving = (state: string | undefined) => state === "queued" || state === "running";

export const useDeployments = (project: number) =>
  useQuery({
    queryKey: listKey(project),
    queryFn: () => get<Page<Deployment>>("/deployments", { project }),
    refetchInterval: (query) =>
      query.state.data?.results.some(({ state }) => state === "starting") ? 1000 : 15_000,
  });

export const useDeployment = (id: number) =>
  useQuery({
    queryKey: oneKey(id),
    queryFn: () => get<Deployment>(`/deployments/${id}`),
    refetchInterval: ({ state: { data } }) =>
      data?.state === "starting" || moving(data?.int8?.state) ? 700 : 15_000,
  });
