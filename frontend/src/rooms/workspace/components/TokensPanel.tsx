/** Personal API tokens: made, shown once, revoked. */
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { When } from "../../../ui/When";
import type { ApiToken, NewApiToken, Page as Rows } from "../../../api/types";
import { fieldError, formError } from "../../../lib/fields";
import { del, get, post } from "../../../lib/http";
import { Confirm } from "../../../ui/Confirm";
import { Loaded } from "../../../ui/Loaded";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { Secret } from "../../../ui/Secret";
import { TableBox } from "../../../ui/TableBox";

const key = ["tokens"];

export function TokensPanel(): ReactElement {
  const tokens = useQuery({ queryKey: key, queryFn: () => get<Rows<ApiToken>>("/tokens") });
  return (
    <Panel
      title="Personal API tokens"
      lead="A program that acts as you sends one as “Authorization: Bearer …”. It may do whatever you may."
    >
      <NewToken />
      <Loaded query={tokens} bars={[80]}>
        {({ results }) => (results.length ? <TokenTable tokens={results} /> : null)}
      </Loaded>
    </Panel>
  );
}

function NewToken(): ReactElement {
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => post<NewApiToken>("/tokens", { name }),
    onSuccess: () => {
      setName("");
      void queries.invalidateQueries({ queryKey: key });
    },
  });
  const wrong = formError(create.error, ["name"]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
      style={{ display: "grid", gap: 12, marginBlockEnd: 16 }}
    >
      {wrong && <Notice tone="bad">{wrong}</Notice>}
      <Group align="flex-end">
        <TextInput
          label="What is it for?"
          placeholder="nightly import"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(create.error, "name")}
          style={{ flex: "1 1 220px" }}
        />
        <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
          Create token
        </Button>
      </Group>
      {create.data?.token && (
        <Secret
          title={`Token “${create.data.name}”`}
          text={create.data.token}
          note="Copy it now: it is not stored in readable form and will not be shown again."
        />
      )}
    </form>
  );
}

function TokenTable({ tokens }: { tokens: ApiToken[] }): ReactElement {
  const queries = useQueryClient();
  const revoke = async (token: ApiToken) => {
    await del(`/tokens/${token.id}`);
    await queries.invalidateQueries({ queryKey: key });
  };
  return (
    <TableBox label="Personal API tokens">
      <thead>
        <tr>
          <th>Name</th>
          <th>Begins with</th>
          <th>Last used</th>
          <th>
            <span className="visually-hidden">Acts</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td>{token.name}</td>
            <td>
              <code>{token.prefix}…</code>
            </td>
            <td>
              <When at={token.last_used_at} />
            </td>
            <td data-end>
              <Confirm
                title={`Revoke “${token.name}”?`}
                verb="Revoke"
                act={() => revoke(token)}
                trigger={(open) => (
                  <Button size="compact-sm" variant="default" onClick={open}>
                    Revoke
                  </Button>
                )}
              >
                Programs that use it are refused at once. This cannot be undone.
              </Confirm>
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
