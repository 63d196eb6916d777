/** Where the model answers, from where it can be reached, and the keys that open it. */
import { Button, Group, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { When } from "../../../ui/When";
import type { ReactElement } from "react";
import type { Deployment } from "../../../api/types";
import { keepKey, keyOf } from "../../../lib/fresh-keys";
import { post } from "../../../lib/http";
import { Confirm } from "../../../ui/Confirm";
import { CopyButton } from "../../../ui/CopyButton";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { Secret } from "../../../ui/Secret";
import { TableBox } from "../../../ui/TableBox";
import { oneKey } from "../api/deployments";
import css from "./AddressPanel.module.css";

interface AddressPanelProps {
  deployment: Deployment;
  owner: boolean;
}

export function AddressPanel({ deployment, owner }: AddressPanelProps): ReactElement {
  const fresh = keyOf(deployment.id);
  const { reachable } = deployment;
  return (
    <Panel title="Address" actions={owner && <Rotate deployment={deployment} />}>
      <Stack gap="md">
        <Group gap="sm">
          <code className={css.url}>POST {deployment.url}</code>
          <CopyButton text={deployment.url} what="Copy address" />
          <a href={deployment.url} target="_blank" rel="noopener">
            API description
          </a>
        </Group>
        {reachable && <Notice title={`Reachable from ${reachable.from}`}>{reachable.how}</Notice>}
        {fresh && (
          <Secret
            title="The key of this deployment"
            text={fresh}
            note="Copy it now: it is not stored in readable form. When you leave this page it is gone."
          />
        )}
        {deployment.keys.length > 0 && (
          <TableBox label="Keys">
            <thead>
              <tr>
                <th>Key begins with</th>
                <th>Made</th>
                <th>Last used</th>
              </tr>
            </thead>
            <tbody>
              {deployment.keys.map((key) => (
                <tr key={key.id}>
                  <td>
                    <code>{key.prefix}…</code>
                  </td>
                  <td>
                    <When at={key.created_at} />
                  </td>
                  <td>
                    <When at={key.last_used_at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </TableBox>
        )}
      </Stack>
    </Panel>
  );
}

function Rotate({ deployment }: { deployment: Deployment }): ReactElement {
  const queries = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => post<{ key: string | null }>(`/deployments/${deployment.id}/rotate-key`),
    onSuccess: ({ key }) => {
      if (key) keepKey(deployment.id, key);
      return queries.invalidateQueries({ queryKey: oneKey(deployment.id) });
    },
  });
  return (
    <Confirm
      title="Make a new key?"
      verb="Make a new key"
      act={() => rotate.mutateAsync()}
      trigger={(open) => (
        <Button variant="default" size="xs" onClick={open}>
          New key
        </Button>
      )}
    >
      The old key stops working at once; programs need the new one.
    </Confirm>
  );
}
