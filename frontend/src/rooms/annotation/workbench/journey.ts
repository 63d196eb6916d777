/** From document to document: done and on, skip, back the way one came. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import type { DocumentState } from "@/api/types";
import { sentence } from "@/lib/http";
import { paths } from "@/lib/paths";
import { say } from "@/lib/toast";
import { type Document, fetchAhead, nextToLabel } from "./documents";
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

  const show = useCallback(
    (to: number) => {
      left.current = id;
      void navigate({ to: paths.document(project, to) });
    },
    [navigate, project, id],
  );

  const leave = useCallback(
    (state: DocumentState) => {
      sitting.mark(state);
      left.current = id;
      nextToLabel(client, project, id, (one) => one === id || sittings.settled(one))
        .then((next) => {
          if (next === undefined) return setFinishedAt(id);
          trail.push(id);
          show(next);
        })
        .catch((error: unknown) => {
          left.current = undefined;
          say(`The next document could not be opened. ${sentence(error)}`, { tone: "bad" });
        });
    },
    [client, project, id, sitting, sittings, show],
  );

  const back = useCallback(() => {
    const to = trail.pop() ?? previous;
    if (to === null) say("This is the first document.");
    else show(to);
  }, [previous, show]);

  const stay = useCallback(() => {
    left.current = undefined;
    setFinishedAt(undefined);
  }, []);
  const leaving = useCallback(() => left.current === id, [id]);
  return { finished: finishedAt === id, leave, back, stay, leaving };
}
