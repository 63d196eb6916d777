/** What to know before training, the worst first; some of it mends with one click. */
import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { FeatureSet, SummaryProblem } from "../../../api/types";
import { post, sentence } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { say } from "../../../lib/toast";
import { Notice } from "../../../ui/Notice";
import { listKey } from "../api/feature-sets";

interface ProblemsProps {
  project: number;
  set: number;
  problems: SummaryProblem[];
}

const tones = { error: "bad", warning: "warn", info: "info" } as const;
const order = ["error", "warning", "info"];

export function Problems({ project, set, problems }: ProblemsProps): ReactElement {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const fix = useMutation({
    mutationFn: (problem: string) => post<FeatureSet>(`/feature-sets/${set}/fix`, { problem }),
    onSuccess: (fixed) => {
      void queries.invalidateQueries({ queryKey: listKey(project) });
      say(`“${fixed.name}” is the mended set.`, { tone: "good" });
      void navigate({ to: paths.featureSet(project, fixed.id) });
    },
    onError: (error) => say(sentence(error), { tone: "bad" }),
  });
  if (!problems.length)
    return (
      <Notice tone="good" title="Nothing stands in the way of training">
        Every label occurs in every part, and no sentence lies in two parts.
      </Notice>
    );
  const sorted = [...problems].sort(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity),
  );
  return (
    <Stack gap="xs">
      {sorted.map((problem, i) => (
        <Notice
          key={i}
          tone={tones[problem.severity]}
          action={
            problem.fix && (
              <Button
                size="xs"
                variant="default"
                loading={fix.isPending}
                onClick={() => fix.mutate(problem.fix!.problem)}
              >
                {problem.fix.title}
              </Button>
            )
          }
        >
          {problem.message}
        </Notice>
      ))}
    </Stack>
  );
}
