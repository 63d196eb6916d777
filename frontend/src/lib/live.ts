/** A page that changes under one's eyes: the server tells it; where no stream comes through, it asks. */
import { focusManager } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { address } from "./http";

const LOOK_MS = 2_000;
const REFUSED_MS = 10_000;
/** The server ends a stream after a minute, and each begins with a message. */
const SILENT_MS = 75_000;

interface Live<Message> {
  /** The id of the last event that is known when a stream is opened. */
  since: () => number;
  hear: (message: Message) => void;
  /** Called again and again while no stream flows. */
  ask: () => void;
}

/** Follow the server-sent events of a path; of none while it is null or the tab is hidden. */
export function useLive<Message>(path: string | null, live: Live<Message>): void {
  const seen = useSyncExternalStore(onView, inView);
  const url = useEffectEvent(() => address(path ?? "", { since: live.since() }));
  const hear = useEffectEvent(live.hear);
  const ask = useEffectEvent(live.ask);
  useEffect(() => (path && seen ? follow<Message>(url, hear, ask) : undefined), [path, seen]);
}

const onView = (tell: () => void) => focusManager.subscribe(tell);
const inView = () => focusManager.isFocused();

/** Gives the way to end it. */
function follow<Message>(
  url: () => string,
  hear: (message: Message) => void,
  ask: () => void,
): () => void {
  let stream: EventSource;
  let flows: boolean;
  let heard: number;
  const open = () => {
    stream = new EventSource(url());
    flows = false;
    heard = Date.now();
    stream.onmessage = ({ data }) => {
      flows = true;
      heard = Date.now();
      hear(JSON.parse(data as string) as Message);
    };
    stream.onerror = () => (flows = false);
  };
  const look = () => {
    if (!flows) ask();
    // A broken stream is taken up again by the browser, a refused or a dead one is not.
    const refused = stream.readyState === EventSource.CLOSED;
    if (Date.now() - heard < (refused ? REFUSED_MS : SILENT_MS)) return;
    stream.close();
    open();
  };
  open();
  const looking = window.setInterval(look, LOOK_MS);
  return () => {
    window.clearInterval(looking);
    stream.close();
  };
}
