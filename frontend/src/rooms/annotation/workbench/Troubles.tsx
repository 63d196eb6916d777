/** Saves that need a person: two versions of one document, or a refusal. */
import { Button, Group, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore, type ReactElement } from "react";
import { union, type Spans } from "@/canvas/spans";
import { sheetOf, spansFromWire, spansToWire } from "@/canvas/wire";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import type { SaveQueue } from "../save-queue/queue";
import type { Conflict } from "../save-queue/unsaved";
import { documentQuery, type Document } from "./documents";
import { MarkedText } from "./MarkedText";
import type { Sittings } from "./sitting";
import css from "./Workbench.module.css";

interface TroublesProps {
  queue: SaveQueue;
  sittings: Sittings;
}

export function Troubles({ queue, sittings }: TroublesProps): ReactElement {
  const { conflicts, refusals, kept, unsaved } = useSyncExternalStore(
    queue.subscribe,
    () => queue.state,
  );
  const conflict = conflicts[0];
  return (
    <>
      {!kept && unsaved > 0 && (
        <Notice tone="warn">
          This browser keeps nothing on disk: stay on this page until all is saved.
        </Notice>
      )}
      {refusals.map(({ mine, message }) => (
        <Notice
          key={mine.key}
          tone="bad"
          title={`Document ${String(mine.document)} was not saved`}
          action={
            <Group gap="xs">
              <Button size="compact-sm" onClick={() => queue.retry(mine.key)}>
                Try again
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => queue.discard(mine.key)}>
                Give up these changes
              </Button>
            </Group>
          }
        >
          {message}
        </Notice>
      ))}
      {conflict !== undefined && (
        <ConflictDialog queue={queue} sittings={sittings} conflict={conflict} />
      )}
    </>
  );
}

interface ConflictProps extends TroublesProps {
  conflict: Conflict;
}

/** It cannot be dismissed: one of the versions has to be chosen before this document is saved again. */
function ConflictDialog({ queue, sittings, conflict }: ConflictProps): ReactElement {
  const query = useQuery(documentQuery(conflict.mine.document));
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size="xl"
      title="Someone else saved this document meanwhile"
    >
      <Loaded query={query}>
        {(document) => (
          <Versions queue={queue} sittings={sittings} conflict={conflict} document={document} />
        )}
      </Loaded>
    </Modal>
  );
}

function Versions({
  queue,
  sittings,
  conflict,
  document,
}: ConflictProps & { document: Document }): ReactElement {
  const { mine, theirs } = conflict;
  const sheet = sheetOf(document);
  const ours = spansFromWire(sheet, mine.spans);
  const other = spansFromWire(sheet, theirs.spans);
  const settle = (spans: Spans, name: string) => {
    sittings.get(mine.document)?.store.replace(spans, name);
    queue.settle(mine.key, spansToWire(sheet, spans));
  };
  return (
    <>
      <p>Nothing was overwritten. Choose what this document shall hold.</p>
      <div className={css.versions}>
        <section aria-label="Yours">
          <h3>Yours · {mine.state}</h3>
          <MarkedText sheet={sheet} spans={ours} others={other} />
        </section>
        <section aria-label="Saved by someone else">
          <h3>Saved meanwhile · {theirs.state}</h3>
          <MarkedText sheet={sheet} spans={other} others={ours} />
        </section>
      </div>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => queue.yield(mine.key)}>
          Take theirs
        </Button>
        <Button variant="default" onClick={() => settle(ours, "Kept your version")}>
          Keep mine
        </Button>
        <Button onClick={() => settle(union(other, ours), "Kept both versions")} data-autofocus>
          Keep both, theirs where they overlap
        </Button>
      </Group>
    </>
  );
}
