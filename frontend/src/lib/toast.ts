/** Short messages at the edge of the page; any code may say one, `Toasts` shows them. */

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "good" | "bad";
  action?: { title: string; act: () => void };
}

type Listener = () => void;

const listeners = new Set<Listener>();
let shown: readonly Toast[] = [];
let last = 0;

function change(next: readonly Toast[]): void {
  shown = next;
  listeners.forEach((listener) => listener());
}

export function dismiss(id: number): void {
  change(shown.filter((toast) => toast.id !== id));
}

/** Say something; it goes by itself after `seconds`, errors stay longer. Answers what `dismiss` takes. */
export function say(
  text: string,
  {
    tone = "plain",
    action,
    seconds = tone === "bad" ? 12 : 5,
  }: Partial<Omit<Toast, "id" | "text">> & { seconds?: number } = {},
): number {
  const id = ++last;
  change([...shown.slice(-3), { id, text, tone, ...(action ? { action } : {}) }]);
  window.setTimeout(() => dismiss(id), seconds * 1000);
  return id;
}

export const toasts = {
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  all: (): readonly Toast[] => shown,
};
