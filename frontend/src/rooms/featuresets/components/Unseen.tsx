/** How much of dev and test training never shows: the part of a score that cannot be learnt by heart. */
import type { ReactElement } from "react";
import type { PartName, Summary } from "../../../api/types";
import { percent } from "../../../lib/format";
import { tagged } from "../../../lib/report";
import { Panel } from "../../../ui/Page";
import { PartBars } from "../../../ui/PartBars";

const parts: PartName[] = ["dev", "test"];

export function Unseen({ summary }: { summary: Summary }): ReactElement | null {
  const shown = parts.filter((part) => summary.unseen.words[part] != null);
  if (!shown.length) return null;
  const tags = tagged(...summary.parts); // a tag’s name is its word
  const row = (key: "words" | "entities", name: string) => ({
    key,
    name,
    values: shown.map((part) => summary.unseen[key][part] ?? null),
  });
  return (
    <Panel
      title="Not seen in training"
      lead={`Words${tags ? "" : ", and names of entities,"} that the train part does not hold. The more there are, the harder the test.`}
    >
      <PartBars
        title="Not seen in training"
        parts={shown}
        rows={[row("words", "Words"), ...(tags ? [] : [row("entities", "Entities")])]}
        full={1}
        show={(value) => percent(value)}
      />
    </Panel>
  );
}
