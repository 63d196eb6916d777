/** What a file of vectors knows of a feature set, before anyone trains. */
import type { ReactElement } from "react";
import type { Share } from "../../../api/types";
import { count, percent } from "../../../lib/format";
import { sentence } from "../../../lib/http";
import { Facts } from "../../../ui/Facts";
import { Notice } from "../../../ui/Notice";
import { useCoverage } from "../api/embeddings";

interface CoverageViewProps {
  featureSet: number;
  sha256: string;
}

const fact = (name: string, { known, total, share }: Share) => ({
  name,
  value: percent(share),
  note: `${count(known)} of ${count(total)}`,
});

const examples = 8;

export function CoverageView({ featureSet, sha256 }: CoverageViewProps): ReactElement | null {
  const coverage = useCoverage(featureSet, sha256);
  if (coverage.error) return <Notice tone="bad">{sentence(coverage.error)}</Notice>;
  if (!coverage.data) return <p role="status">Counting which words the file knows…</p>;
  const { dimension, words, tokens, entities, unknown, subwords } = coverage.data;
  const listed = unknown.slice(0, examples).map(({ word }) => `“${word}”`);
  return (
    <div>
      <Facts
        facts={[
          { name: "Dimension", value: dimension },
          fact("Different words known", words),
          fact("Words of the text known", tokens),
          ...(entities.total ? [fact("Words in entities known", entities)] : []),
        ]}
      />
      {listed.length > 0 && (
        <p>
          {subwords ? "Not in the file, read by their letters: " : "Not in the file: "}
          {listed.join(", ")}
          {unknown.length > examples && " …"}
        </p>
      )}
    </div>
  );
}
