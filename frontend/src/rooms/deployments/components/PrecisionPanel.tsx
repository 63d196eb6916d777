/** In which numbers the network answers: int8 is measured first, and chosen only if it loses nothing. */
import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { Deployment, Int8 } from "../../../api/types";
import { patch, post, sentence } from "../../../lib/http";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { oneKey } from "../api/deployments";

interface PrecisionPanelProps {
  deployment: Deployment;
  owner: boolean;
}

const underWay = (int8: Int8 | null) => int8?.state === "queued" || int8?.state === "running";

export function PrecisionPanel({ deployment, owner }: PrecisionPanelProps): ReactElement | null {
  const { precision, int8 } = deployment;
  if (!owner && !int8) return null;
  return (
    <Panel
      title="Precision"
      lead={
        precision === "int8"
          ? "It answers in int8: the network's numbers are rounded to 8 bits."
          : "It answers in fp32, as it was trained. In int8 the network is a quarter of the size, and may be quicker."
      }
      actions={owner && <Acts deployment={deployment} />}
    >
      {int8 && <Said int8={int8} />}
    </Panel>
  );
}

function Said({ int8 }: { int8: Int8 }): ReactElement {
  if (underWay(int8)) return <span>{int8.progress.message || "Waiting for a worker"} …</span>;
  if (int8.error) return <Notice tone="bad">{int8.error.message}</Notice>;
  return <Notice tone={int8.passed ? "good" : "warn"}>{int8.verdict}</Notice>;
}

function Acts({ deployment }: { deployment: Deployment }): ReactElement {
  const { id, precision, int8 } = deployment;
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (wish: "measure" | Deployment["precision"]) =>
      wish === "measure"
        ? post<Deployment>(`/deployments/${id}/int8`, {})
        : patch<Deployment>(`/deployments/${id}`, { precision: wish }),
    onSuccess: (fresh) => queries.setQueryData(oneKey(id), fresh),
  });
  const other = precision === "int8" ? "fp32" : "int8";
  const may = precision === "int8" || int8?.passed;
  return (
    <Stack gap="xs">
      {act.error && <Notice tone="bad">{sentence(act.error)}</Notice>}
      {may ? (
        <Button variant="default" loading={act.isPending} onClick={() => act.mutate(other)}>
          Answer in {other}
        </Button>
      ) : (
        <Button
          variant="default"
          loading={act.isPending || underWay(int8)}
          onClick={() => act.mutate("measure")}
        >
          {int8 ? "Measure int8 again" : "Measure int8"}
        </Button>
      )}
    </Stack>
  );
}
