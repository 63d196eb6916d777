/** The one save queue of this page: started when it is known who works, woken by whatever lets it go on. */
import { put } from "@/lib/http";
import { SaveQueue } from "./queue";
import { DiskShelf } from "./shelf";
import { claimTab } from "./tab";
import type { Saved, Unsaved } from "./unsaved";

/** Fired by the sign-in dialog when someone is signed in again. */
const SIGNED_IN = "tagwright:signed-in";

type SavedListener = (entry: Unsaved, saved: Saved) => void;

const savedListeners = new Set<SavedListener>();
let started: { readonly user: number; readonly queue: Promise<SaveQueue> } | undefined;

/** The queue of this user, with what earlier pages left unsaved. Any page may start it; it is made once. */
export function startSaving(user: number): Promise<SaveQueue> {
  if (started?.user !== user) started = { user, queue: make(user) };
  return started.queue;
}

/** Hear when the server has a document's acts. */
export function onSaved(listener: SavedListener): () => void {
  savedListeners.add(listener);
  return () => savedListeners.delete(listener);
}

async function make(user: number): Promise<SaveQueue> {
  const tab = await claimTab();
  const queue = new SaveQueue({
    shelf: new DiskShelf(),
    send,
    tab: tab.id,
    user,
    onSaved: (entry, saved) => savedListeners.forEach((listener) => listener(entry, saved)),
  });
  await queue.open(await tab.living());
  wake(queue, user);
  return queue;
}

const send = ({ document, version, spans, state }: Unsaved): Promise<Saved> =>
  put<Saved>(
    `/documents/${String(document)}/annotation`,
    { spans, state },
    { headers: { "If-Match": `"${String(version)}"` } },
  );

function wake(queue: SaveQueue, user: number): void {
  const go = () => {
    if (started?.user === user) void queue.flush();
  };
  window.addEventListener("online", go);
  window.addEventListener(SIGNED_IN, go);
  window.addEventListener("pagehide", go);
  document.addEventListener("visibilitychange", go);
  window.addEventListener("beforeunload", (event) => {
    // What is on this machine's disk is saved by the next page; only unkept work needs a question.
    if (queue.state.unsaved > 0 && !queue.state.kept) event.preventDefault();
  });
}
