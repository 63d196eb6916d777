/** How long sentences are, and what a maximum length would lose. */
import { Stack } from "@mantine/core";
import type { ReactElement } from "react";
import type { Summary } from "../../../api/types";
import { count, counted } from "../../../lib/format";
import { tagged } from "../../../lib/report";
import { Facts } from "../../../ui/Facts";
import { Histogram } from "../../../ui/Histogram";
import { Panel } from "../../../ui/Page";

export function Lengths({ summary }: { summary: Summary }): ReactElement | null {
  const { lengths, parts } = summary;
  const entities = (n: number) =>
    tagged(...parts) ? "" : ` and ${counted(n, "entity", "entities")}`;
  if (!lengths.histogram.length) return null;
  return (
    <Panel title="Sentence length" lead="Tokens per sentence.">
      <Stack gap="md">
        <Facts
          facts={[
            { name: "mean", value: lengths.mean.toFixed(1) },
            { name: "95 of 100 have at most", value: count(lengths.p95) },
            { name: "longest", value: count(lengths.max) },
          ]}
        />
        <Histogram
          title="Sentences by length"
          bins={lengths.histogram}
          cuts={lengths.cuts.map(({ at }) => at)}
          unit="tokens"
        />
        <ul style={{ margin: 0, paddingInlineStart: "1.2em" }}>
          {lengths.cuts.map((cut) => (
            <li key={cut.at}>
              {cut.sentences === 0
                ? `A maximum of ${cut.at} tokens loses nothing.`
                : `A maximum of ${cut.at} tokens cuts ${counted(cut.sentences, "sentence")} and loses ${counted(cut.tokens, "token")}${entities(cut.entities)}.`}
            </li>
          ))}
        </ul>
      </Stack>
    </Panel>
  );
}
