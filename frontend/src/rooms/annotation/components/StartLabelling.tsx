/** Opens the next document that nobody has labelled yet. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { get, sentence } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { say } from "../../../lib/toast";

export function StartLabelling({ project }: { project: number }): ReactElement {
  const navigate = useNavigate();
  const find = useMutation({
    mutationFn: () =>
      get<{ id: number | null }>(`/projects/${project}/documents/next`, { state: "new" }),
    onSuccess: ({ id }) => {
      if (id === null) return say("Every document is labelled.", { tone: "good" });
      void navigate({ to: paths.document(project, id) });
    },
    onError: (error) => say(sentence(error), { tone: "bad" }),
  });
  return (
    <Button loading={find.isPending} onClick={() => find.mutate()}>
      Label the next one
    </Button>
  );
}
