/** What a run will take, told before it starts, and the button that starts it. */
import { Button, Stack } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactElement, ReactNode } from "react";
import type { Estimate, JsonSchema } from "../../../api/types";
import { count, duration, plain } from "../../../lib/format";
import { ErrorList } from "../../../ui/ErrorList";
import { Facts } from "../../../ui/Facts";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import css from "./EstimatePanel.module.css";

interface EstimatePanelProps {
  estimate: UseQueryResult<Estimate>;
  error: unknown;
  /** What is estimated, and the form that it comes from. */
  form: { root: JsonSchema; value: unknown };
  training: boolean;
  onTrain: () => void;
  children: ReactNode;
}

export function EstimatePanel({
  estimate,
  error,
  form,
  training,
  onTrain,
  children,
}: EstimatePanelProps): ReactElement {
  const { data } = estimate;
  return (
    <aside className={css.panel} aria-label="Estimate">
      <Panel title="Estimate">
        <Stack gap="md">
          {error ? <ErrorList error={error} form={form} /> : null}
          {data && !estimate.isError && (
            <div data-stale={estimate.isPlaceholderData || undefined} className={css.facts}>
              <Facts
                facts={[
                  { name: "time, at most", value: duration(data.seconds) },
                  {
                    name: "memory",
                    value: data.memory_mb == null ? "–" : `${count(Math.round(data.memory_mb))} MB`,
                  },
                  { name: "numbers to learn", value: `≈ ${count(data.parameters)}` },
                  { name: "learning rate", value: plain(data.learning_rate) },
                  {
                    name: "batch",
                    value: data.batch ? `≈ ${count(data.batch.sentences)} sentences` : "–",
                    ...(data.batch ? { note: `${count(data.batch.tokens)} tokens` } : {}),
                  },
                ]}
              />
              {data.notes.map((note) => (
                <p key={note} className={css.note}>
                  {note}
                </p>
              ))}
            </div>
          )}
          {!estimate.isError &&
            data?.warnings?.map((warning) => (
              <Notice key={warning} tone="warn">
                {warning}
              </Notice>
            ))}
          {children}
          <Button size="md" loading={training} disabled={estimate.isError} onClick={onTrain}>
            Train
          </Button>
        </Stack>
      </Panel>
    </aside>
  );
}
