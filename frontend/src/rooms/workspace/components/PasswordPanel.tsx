/** Change the password; who came by a one-time link has none yet and sets a first one. */
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { fieldError, formError, useFields } from "../../../lib/fields";
import { post } from "../../../lib/http";
import { sessionQuery, useUser } from "../../../lib/session";
import { say } from "../../../lib/toast";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";

const empty = { current: "", new: "" };

export function PasswordPanel(): ReactElement {
  const { values, set, reset } = useFields(empty);
  const hasOne = useUser()?.has_password ?? true;
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => post("/session/password", values),
    onSuccess: () => {
      reset(empty);
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      say("The password is changed.", { tone: "good" });
    },
  });
  const wrong = formError(change.error, ["current", "new"]);
  return (
    <Panel
      title="Password"
      lead={
        hasOne
          ? undefined
          : "You came by a one-time link. Set a password to be able to sign in again."
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack gap="sm" maw={420}>
          {wrong && <Notice tone="bad">{wrong}</Notice>}
          {hasOne && (
            <PasswordInput
              label="Current password"
              autoComplete="current-password"
              value={values.current}
              onChange={(event) => set("current", event.currentTarget.value)}
              error={fieldError(change.error, "current")}
            />
          )}
          <PasswordInput
            label="New password"
            autoComplete="new-password"
            required
            value={values.new}
            onChange={(event) => set("new", event.currentTarget.value)}
            error={fieldError(change.error, "new")}
          />
          <Group>
            <Button type="submit" loading={change.isPending} disabled={!values.new}>
              Set password
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
