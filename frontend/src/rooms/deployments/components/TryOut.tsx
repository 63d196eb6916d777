/** Type a text, see what a model finds in it, and the very answer a program would get. */
import { Button, Group, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Prediction } from "../../../api/types";
import { counted } from "../../../lib/format";
import { sentence } from "../../../lib/http";
import type { ColorOf } from "../../../lib/project";
import { unitOf } from "../../../lib/report";
import { Code } from "../../../ui/Code";
import { HighlightedText } from "../../../ui/HighlightedText";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import css from "./Playground.module.css";

interface TryOutProps {
  sample: string;
  ask: (text: string) => Promise<Prediction>;
  colorOf: ColorOf;
  /** Why nothing can be asked now. */
  off?: string | undefined;
  /** Whether it gives each token a tag, and finds no entities. */
  tags: boolean;
  limit?: number;
}

export function TryOut({ sample, ask, colorOf, off, tags, limit }: TryOutProps): ReactElement {
  const [text, setText] = useState(sample);
  const asking = useMutation({
    mutationFn: async (asked: string) => {
      const began = performance.now();
      return { asked, answer: await ask(asked), took: performance.now() - began };
    },
  });
  const ready = text.trim() !== "" && !off;
  return (
    <Panel title="Try it" lead="Ctrl+Enter asks. Nothing you type here is stored.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          asking.mutate(text);
        }}
      >
        <Textarea
          aria-label="Text to try"
          placeholder="Type or paste a sentence"
          autosize
          minRows={3}
          maxRows={12}
          maxLength={limit}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && ready)
              asking.mutate(text);
          }}
        />
        <Group mt="sm">
          <Button type="submit" loading={asking.isPending} disabled={!ready}>
            {tags ? "Tag the text" : "Find entities"}
          </Button>
          {off && <span>{off}</span>}
        </Group>
      </form>
      <div aria-live="polite" className={css.result}>
        {asking.error && <Notice tone="bad">{sentence(asking.error)}</Notice>}
        {asking.data && <Answer colorOf={colorOf} tags={tags} {...asking.data} />}
      </div>
    </Panel>
  );
}

interface AnswerProps {
  asked: string;
  answer: Prediction;
  /** Milliseconds, the way there and back included. */
  took: number;
  tags: boolean;
  colorOf: ColorOf;
}

function countText(n: number, unit: ReturnType<typeof unitOf>): string {
  if (n === 0) return `No ${unit[0]} found`;
  return `${counted(n, ...unit)}, with how sure the model is`;
}

function Answer({ asked, answer, took, tags, colorOf }: AnswerProps): ReactElement {
  return (
    <div className={css.two}>
      <div>
        <p className={css.count}>
          {countText(answer.entities.length, unitOf(tags))} · answered in{" "}
          {Math.max(1, Math.round(took))} ms, the way there and back included
        </p>
        <div className={css.text}>
          <HighlightedText text={asked} spans={answer.entities} colorOf={colorOf} />
        </div>
      </div>
      <Code label="Answer as JSON" text={JSON.stringify(answer, null, 2)} />
    </div>
  );
}
