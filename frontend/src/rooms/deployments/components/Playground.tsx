/** Type a text, see what the model finds in it, and the very answer a program would get. */
import { Button, Group, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Deployment, Prediction } from "../../../api/types";
import { counted } from "../../../lib/format";
import { post, sentence } from "../../../lib/http";
import { useColors } from "../../../lib/project";
import { Code } from "../../../ui/Code";
import { HighlightedText } from "../../../ui/HighlightedText";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import css from "./Playground.module.css";

export function Playground({
  project,
  deployment,
}: {
  project: number;
  deployment: Deployment;
}): ReactElement {
  const [text, setText] = useState(deployment.sample);
  const ask = useMutation({
    mutationFn: async (asked: string) => ({
      asked,
      answer: await post<Prediction>(`/deployments/${deployment.id}/try`, { text: asked }),
    }),
  });
  const off = deployment.state !== "live";
  return (
    <Panel title="Try it" lead="Ctrl+Enter asks. Nothing you type here is stored.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate(text);
        }}
      >
        <Textarea
          aria-label="Text to try"
          placeholder="Type or paste a sentence"
          autosize
          minRows={3}
          maxRows={12}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim() && !off)
              ask.mutate(text);
          }}
        />
        <Group mt="sm">
          <Button type="submit" loading={ask.isPending} disabled={!text.trim() || off}>
            Find entities
          </Button>
          {off && <span>{offText[deployment.state]}</span>}
        </Group>
      </form>
      <div aria-live="polite" className={css.result}>
        {ask.error && <Notice tone="bad">{sentence(ask.error)}</Notice>}
        {ask.data && <Answer project={project} {...ask.data} />}
      </div>
    </Panel>
  );
}

const offText: Record<string, string> = {
  starting: "It is starting; a moment.",
  stopped: "It is stopped. Press Start to try it.",
  failed: "It could not be started.",
};

interface AnswerProps {
  project: number;
  asked: string;
  answer: Prediction;
}

function countText(n: number): string {
  if (n === 0) return "No entity found";
  return `${counted(n, "entity", "entities")}, with how sure the model is`;
}

function Answer({ project, asked, answer }: AnswerProps): ReactElement {
  const colorOf = useColors(project);
  return (
    <div className={css.two}>
      <div>
        <p className={css.count}>{countText(answer.entities.length)}</p>
        <div className={css.text}>
          <HighlightedText text={asked} spans={answer.entities} colorOf={colorOf} />
        </div>
      </div>
      <Code label="Answer as JSON" text={JSON.stringify(answer, null, 2)} />
    </div>
  );
}
