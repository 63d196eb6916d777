/** From document to document: done and on, skip, back the way one came. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import type { DocumentState } from "@/api/types";
import { sentence } from "@/lib/http";
import { paths } from "@/lib/paths";
import { say } from "@/lib/toast";
import { type Document, documentQuery, fetchAhead, nextToLabel } from "./documents";
import type { Sitting, Sittings } from "./sitting";

/** The documents one came through in this page, the last one last. */
const trail: number[] = [];

export interface Journey {
  readonly finished: boolean;
  readonly leave: (state: DocumentState) => void;
  readonly back: () => void;
  readonly stay: () => void;
  /** Whether the document on the page is left already: what is asked now is meant for the next. */
  readonly leaving: () => boolean;
}

export function useJourney(document: Document, sitting: Sitting, sittings: Sittings): Journey {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { id, project, previous } = document;
  const [finishedAt, setFinishedAt] = useState<number>();
  const left = useRef<number>(undefined);

  useEffect(() => {
    const stop = new AbortController();
    // What cannot be fetched ahead is fetched when it is asked for, and says then what is wrong.
    fetchAhead(client, project, id, (one) => sittings.settled(one), stop.signal).catch(
      () => undefined,
    );
    return () => stop.abort();
  }, [client, project, id, sittings]);

  useEffect(() => () => (left.current = undefined), [id]);

  /** Open the document that `find` names; the one on the page stays until the other has `come`. */
  const go = useCallback(
    async (find: () => Promise<number | undefined>, come: () => void) => {
      left.current = id;
      try {
        const to = await find();
        if (to === undefined) return setFinishedAt(id);
        await client.ensureQueryData(documentQuery(to));
        come();
        await navigate({ to: paths.document(project, to) });
      } catch (error) {
        left.current = undefined;
        say(`The other document could not be opened. ${sentence(error)}`, { tone: "bad" });
      }
    },
    [client, navigate, project, id],
  );

  const leave = useCallback(
    (state: DocumentState) => {
      sitting.mark(state);
      void go(
        () => nextToLabel(client, project, id, (one) => one === id || sittings.settled(one)),
        () => trail.push(id),
      );
    },
    [client, project, id, sitting, sittings, go],
  );

  const back = useCallback(() => {
    while (trail.at(-1) === id) trail.pop();
    const to = trail.at(-1) ?? previous;
    if (to === null) return say("This is the first document.");
    void go(
      () => Promise.resolve(to),
      () => trail.pop(),
    );
  }, [previous, id, go]);

  const stay = useCallback(() => {
    left.current = undefined;
    setFinishedAt(undefined);
  }, []);
  const leaving = useCallback(() => left.current === id, [id]);
  return { finished: finishedAt === id, leave, back, stay, leaving };
}
