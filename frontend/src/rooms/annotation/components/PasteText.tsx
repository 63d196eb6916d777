/** Pasted text becomes documents, one per line or one in all. */
import { Button, Group, Radio, Stack, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { formError } from "../../../lib/fields";
import { counted } from "../../../lib/format";
import { post } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { projectKey } from "../../../lib/project";
import { GoButton } from "../../../ui/Go";
import { Notice } from "../../../ui/Notice";

export function PasteText({ project }: { project: number }): ReactElement {
  const [text, setText] = useState("");
  const [split, setSplit] = useState("line");
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: () =>
      post<{ ids: number[]; created: number }>(`/projects/${project}/documents`, {
        texts: [text],
        split,
      }),
    onSuccess: () => {
      setText("");
      void queries.invalidateQueries({ queryKey: projectKey(project) });
      void queries.invalidateQueries({ queryKey: ["documents", project] });
    },
  });
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim()).length;
  const documents = split === "line" ? lines : Math.min(1, lines);
  return (
    <Stack gap="md">
      <Textarea
        label="Text"
        placeholder={"The zoom lens is superb.\nBattery life could be better."}
        autosize
        minRows={7}
        maxRows={18}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={formError(add.error, [])}
      />
      <Radio.Group label="One document is" value={split} onChange={setSplit}>
        <Group mt={6}>
          <Radio value="line" label="each line" />
          <Radio value="text" label="the whole text" />
        </Group>
      </Radio.Group>
      {add.data && (
        <Notice
          tone="good"
          title={`${counted(add.data.created, "document")} added`}
          action={
            <GoButton
              to={
                add.data.ids[0]
                  ? paths.document(project, add.data.ids[0])
                  : paths.documents(project)
              }
            >
              Label
            </GoButton>
          }
        />
      )}
      <Group>
        <Button
          disabled={!documents}
          loading={add.isPending}
          variant={add.data && !text ? "default" : "filled"}
          onClick={() => add.mutate()}
        >
          {documents ? `Add ${counted(documents, "document")}` : "Add documents"}
        </Button>
      </Group>
    </Stack>
  );
}
