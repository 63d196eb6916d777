/** One click from a finished run to an answering address. The key is shown on the deployment's page, once. */
import { Button, Group, Menu } from "@mantine/core";
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
    mutationFn: (precision: "fp32" | "int8") =>
      post<Deployed>(`/runs/${run.id}/deploy`, { precision }),
    onSuccess: ({ id, key }) => {
      if (key) keepKey(id, key);
      void queries.invalidateQueries({ queryKey: ["deployments", project] });
      void navigate({ to: paths.deployment(project, id) });
    },
    onError: (error) => say(sentence(error), { tone: "bad" }),
  });
  return (
    <Group gap={2}>
      <Button
        leftSection={<Icon name="deploy" size={16} />}
        loading={deploy.isPending}
        onClick={() => deploy.mutate("fp32")}
      >
        Deploy
      </Button>
      <Menu>
        <Menu.Target>
          <Button px="xs" aria-label="Other ways to deploy" disabled={deploy.isPending}>
            <Icon name="down" size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => deploy.mutate("int8")}>
            In int8, if its measured F1 stays within 0.002
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
