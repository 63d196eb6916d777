/** How answers are kept: shown at once, asked anew when stale; a refusal is not asked twice. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../lib/http";

const mayHeal = (error: Error) =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500);

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && mayHeal(error),
    },
    mutations: { retry: false },
  },
});
