/** The upload on its way: how much of it is there, and how to call it back. */
import { useSyncExternalStore } from "react";

export interface Sending {
  /** Bytes. */
  sent: number;
  /** 0 until the first bytes have left. */
  total: number;
  cancel: () => void;
}

let now: Sending | null = null;
const listeners = new Set<() => void>();

function tell(next: Sending | null): void {
  now = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The newest upload; null when it is answered. */
export const useSending = (): Sending | null => useSyncExternalStore(listen, () => now);

/** As `fetch`, which does not tell how much of a body has left. */
export function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: FormData,
): Promise<Response> {
  const request = new XMLHttpRequest();
  const cancel = () => request.abort();
  let own: Sending | null = null;
  const mine = (sent: number, total: number) => tell((own = { sent, total, cancel }));
  return new Promise<Response>((answer, refuse) => {
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => mine(loaded, total);
    request.onload = () =>
      answer(new Response(request.responseText || null, { status: request.status }));
    request.onerror = () => refuse(new TypeError("The connection broke."));
    request.onabort = () =>
      refuse(new DOMException("The upload was cancelled; nothing was stored.", "AbortError"));
    mine(0, 0);
    request.send(body);
  }).finally(() => now === own && tell(null));
}
