/** User name and password; used by the sign-in page and by the dialog over a page whose session ended. */
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent, ReactElement } from "react";
import type { Session } from "../../../api/types";
import { fieldError, formError, useFields } from "../../../lib/fields";
import { post } from "../../../lib/http";
import { sessionQuery } from "../../../lib/session";
import { Notice } from "../../../ui/Notice";

export function SignInForm({ onDone }: { onDone: () => void }): ReactElement {
  const { values, set } = useFields({ username: "", password: "" });
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: () => post<Session>("/session", values),
    onSuccess: (session) => {
      queries.setQueryData(sessionQuery.queryKey, session);
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  const wrong = formError(signIn.error, ["username", "password"]);
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {wrong && <Notice tone="bad">{wrong}</Notice>}
        <TextInput
          label="User name"
          autoComplete="username"
          required
          value={values.username}
          onChange={(event) => set("username", event.currentTarget.value)}
          error={fieldError(signIn.error, "username")}
          data-autofocus
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={values.password}
          onChange={(event) => set("password", event.currentTarget.value)}
          error={fieldError(signIn.error, "password")}
        />
        <Button type="submit" loading={signIn.isPending} mt={4}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
