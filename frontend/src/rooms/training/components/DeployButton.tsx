/** One click from a finished run to an answering address. The key is shown on the deployment's page, once. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Deployed, Run } from "../../../api/types";
import { post, sentence } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { keepKey } from "../../../lib/fresh-keys";
import { say } from "../../../lib/toast";
import { Icon } from "../../../ui/Icon";

export function DeployButton({ project, run }: { project: number; run: Run }): ReactElement {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const deploy = useMutation({
    mutationFn: () => post<Deployed>(`/runs/${run.id}/deploy`, {}),
    onSuccess: ({ id, key }) => {
      if (key) keepKey(id, key);
      void queries.invalidateQueries({ queryKey: ["deployments", project] });
      void navigate({ to: paths.deployment(project, id) });
    },
    onError: (error) => say(sentence(error), { tone: "bad" }),
  });
  return (
    <Button
      leftSection={<Icon name="deploy" size={16} />}
      loading={deploy.isPending}
      onClick={() => deploy.mutate()}
    >
      Deploy
    </Button>
  );
}
