/** Which words stand near a word: whether vectors say anything is seen at a glance. */
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState, type ReactElement } from "react";
import type { Neighbours } from "../../../api/types";
import { sentence } from "../../../lib/http";
import { BarList } from "../../../ui/BarList";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { useNeighbours } from "../api/embeddings";

export function NeighbourSearch({ id }: { id: number }): ReactElement {
  const [typed, setTyped] = useState("");
  const [word] = useDebouncedValue(typed.trim(), 250);
  const near = useNeighbours(id, word);
  return (
    <Panel
      title="Neighbours of a word"
      lead="Good vectors put words of one kind together. Try some that matter in your texts."
    >
      <div style={{ display: "grid", gap: 14 }}>
        <TextInput
          label="Word"
          description="As it is written in the text, capitals included."
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.currentTarget.value)}
          style={{ maxInlineSize: 320 }}
        />
        <div aria-live="polite">
          {near.error ? (
            <Notice tone="bad">{sentence(near.error)}</Notice>
          ) : (
            word !== "" && near.data && <Found found={near.data} />
          )}
        </div>
      </div>
    </Panel>
  );
}

function Found({ found }: { found: Neighbours }): ReactElement {
  if (found.source === "unknown")
    return (
      <Notice>“{found.word}” does not occur often enough in the text to have a vector.</Notice>
    );
  return (
    <>
      {found.source === "letters" && (
        <p>“{found.word}” is not in the text; its vector is made of its letters.</p>
      )}
      <BarList
        title={`Words near “${found.word}”`}
        full={1}
        rows={found.neighbours.map(({ word, similarity }) => ({
          name: word,
          value: Math.max(0, similarity),
          text: similarity.toFixed(2),
        }))}
      />
    </>
  );
}
