/** Why this tag: the winning path against its rivals, each as what it is the sum of. */
import { Button, Stack, Switch, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { TagPath, Why } from "../../../api/types";
import { percent } from "../../../lib/format";
import { post, sentence } from "../../../lib/http";
import { useWords } from "../../../lib/params";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";
import { runKey } from "../api/runs";
import { TransitionTable } from "./TransitionTable";
import css from "./WhyTab.module.css";

/** Asks about the sentence in the address, so that an error can be opened here and an answer passed on. */
export function WhyTab({ run }: { run: number }): ReactElement {
  const [words, setWords] = useWords();
  const asked = words["text"] ?? "";
  const [text, setText] = useState(asked);
  const why = useQuery({
    queryKey: [...runKey(run), "why", asked],
    queryFn: () => post<Why>(`/runs/${run}/why`, { text: asked }),
    enabled: asked !== "",
    staleTime: Infinity,
    retry: false,
  });
  return (
    <Stack gap="lg">
      <Panel
        title="Why this tag?"
        lead="A path gives each token a tag. Its score is the sum of what each token gives to its tag and what each tag gives to the next; the path with the highest score wins."
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setWords({ text: text.trim() });
          }}
        >
          <Stack gap="sm" align="start">
            <Textarea
              label="A sentence"
              description="Your own, or one from the Errors tab, where each leads here."
              placeholder="Type or paste a sentence"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              maxLength={5000}
              autosize
              minRows={2}
              w="100%"
            />
            <Button type="submit" loading={why.isLoading} disabled={!text.trim()}>
              Show the paths
            </Button>
          </Stack>
        </form>
      </Panel>
      {why.error && <Notice tone="bad">{sentence(why.error)}</Notice>}
      {why.data?.sentences.map(({ tokens, paths }, i) => (
        <Paths key={i} tokens={tokens} paths={paths} />
      ))}
      {why.data && <TransitionTable tags={why.data.tags} table={why.data.transitions} />}
    </Stack>
  );
}

/** Of so many tokens the sum is still written out, and all stand in the table. */
const summed = 12;

/** The tokens at which the paths part, or into which they step differently. */
export const telling = (paths: TagPath[]): number[] =>
  (paths[0]?.tags ?? []).flatMap((tag, at) =>
    paths.some((path) => path.tags[at] !== tag || path.tags[at - 1] !== paths[0]?.tags[at - 1])
      ? [at]
      : [],
  );

export const short = (value: number): string => String(Number(value.toFixed(2))).replace("-", "−");

/** “1 + 15 + 4 + 12 = 32”, in the order of the sentence: into a tag, then the token's own. */
export function sumOf({ emissions, transitions, score }: TagPath): string {
  const parts = emissions.flatMap((own, at) => [transitions[at]!, own]);
  const all = [...parts, transitions.at(-1)!].filter((part) => part !== 0);
  const signed = all.map((part, i) =>
    part < 0 ? `${i ? "− " : "−"}${short(-part)}` : `${i ? "+ " : ""}${short(part)}`,
  );
  return `${signed.join(" ") || "0"} = ${short(score)}`;
}

function Paths({ tokens, paths }: { tokens: string[]; paths: TagPath[] }): ReactElement {
  const winner = paths[0];
  const [whole, setWhole] = useState(false);
  const apart = telling(paths);
  const long = tokens.length > summed && apart.length > 0;
  const shown = long && !whole ? apart : tokens.map((_, at) => at);
  return (
    <Panel
      title={`“${tokens.join(" ")}”`}
      lead="“Step” is what the tag before gives to this tag, “own” what the token itself gives to it. A tinted tag is not the winner’s."
      flush
    >
      {long && (
        <Switch
          className={css.whole}
          label={`All ${tokens.length} tokens, also where the paths agree`}
          checked={whole}
          onChange={(event) => setWhole(event.currentTarget.checked)}
        />
      )}
      <TableBox label={`Paths of “${tokens.slice(0, 8).join(" ")}”`}>
        <thead>
          <tr>
            <th>Path</th>
            <th data-end>Score</th>
            {shown.map((at) => (
              <th key={at} className={css.token}>
                {tokens[at]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {paths.map((path, place) => (
            <tr key={place}>
              <th scope="row">
                {place === 0 ? "Winner" : `Rival ${place}`}
                <span className={css.sum}>{percent(path.share)} of all</span>
              </th>
              <td data-end>
                <b>{path.score.toFixed(2).replace("-", "−")}</b>
              </td>
              {shown.map((at) => (
                <td key={at} className={path.tags[at] === winner?.tags[at] ? undefined : css.other}>
                  <span className={css.tag}>{path.tags[at]}</span>
                  <span className={css.sum}>
                    step {short(path.transitions[at]!)}, own {short(path.emissions[at]!)}
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </TableBox>
      {tokens.length <= summed && (
        <ul className={css.sums}>
          {paths.slice(0, 2).map((path, place) => (
            <li key={place}>
              {place === 0 ? "Winner" : "Rival 1"}: {sumOf(path)}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
