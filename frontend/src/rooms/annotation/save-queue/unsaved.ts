/** What waits to be saved, and what the server answers. Offsets are code points. */
import type { DocumentState } from "@/api/types";
import type { LooseSpan } from "@/canvas/wire";

/** A document's spans and state after an act, made on `version` of the server's copy. */
export interface Change {
  readonly document: number;
  readonly project: number;
  readonly version: number;
  readonly spans: readonly LooseSpan[];
  readonly state: DocumentState;
}

/** A change on its way: kept on this machine until the server has it. */
export interface Unsaved extends Change {
  /** One per tab and document, so that two tabs never overwrite each other's. */
  readonly key: string;
  readonly tab: string;
  readonly user: number;
}

/** The server's copy after a save, or at a conflict. */
export interface Saved {
  readonly version: number;
  readonly spans: readonly LooseSpan[];
  readonly state: DocumentState;
}

export interface Conflict {
  readonly mine: Unsaved;
  readonly theirs: Saved;
}

export interface Refusal {
  readonly mine: Unsaved;
  readonly message: string;
}

/** Whether the server already holds what we wanted to save: then an answer was lost, not a save. */
export function alreadyThere(mine: Change, theirs: Saved): boolean {
  return mine.state === theirs.state && spelled(mine.spans) === spelled(theirs.spans);
}

const spelled = (spans: readonly LooseSpan[]): string =>
  JSON.stringify(
    spans.map(({ start, end, label }) => [start, end, label] as const).sort((a, b) => a[0] - b[0]),
  );
