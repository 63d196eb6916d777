/** One way to wait and one way to fail: skeletons while an answer is under way, a sentence and a retry if it fails. */
import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactElement, ReactNode } from "react";
import { sentence } from "../lib/http";
import { Notice } from "./Notice";

interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
  /** Heights in pixels of the grey bars shown meanwhile. */
  bars?: number[];
}

export function Loaded<Data>({
  query,
  children,
  bars = [28, 120, 120],
}: LoadedProps<Data>): ReactElement {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError)
    return (
      <Notice tone="bad" title="This could not be loaded">
        {sentence(query.error)}{" "}
        <Button size="compact-sm" variant="default" onClick={() => void query.refetch()}>
          Try again
        </Button>
      </Notice>
    );
  return (
    <div role="status" aria-label="Loading" style={{ display: "grid", gap: 12 }}>
      {bars.map((height, i) => (
        <Skeleton key={i} height={height} radius="md" />
      ))}
    </div>
  );
}
