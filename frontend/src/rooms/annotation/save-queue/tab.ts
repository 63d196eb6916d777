/** Which tab this is, and which tabs still live: the unsaved work of a dead tab is taken over by another. */
import { freshKey } from "@/lib/http";

const NAME = "tagwright-tab";
/** A reload may ask for its lock a moment before the old page has let go of it. */
const PATIENCE_MILLISECONDS = 400;

export interface Tab {
  readonly id: string;
  /** Ids of the tabs that live, or nothing where the browser cannot tell. */
  living(): Promise<ReadonlySet<string> | undefined>;
}

/** Survives a reload; a duplicated tab gets an id of its own. */
export async function claimTab(
  memory: Storage = sessionStorage,
  locks: LockManager | undefined = navigator.locks,
): Promise<Tab> {
  const kept = memory.getItem(NAME) ?? freshKey();
  const id = locks === undefined || (await held(locks, kept)) ? kept : freshKey();
  if (locks !== undefined && id !== kept) await held(locks, id);
  memory.setItem(NAME, id);
  return { id, living: () => living(locks) };
}

/** Hold a lock for as long as the page lives; false when another tab has it. */
function held(locks: LockManager, id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const forever = () => {
      resolve(true);
      return new Promise<never>(() => undefined);
    };
    locks.request(`${NAME}:${id}`, { signal }, forever).catch(() => resolve(false));
  });
}

async function living(locks: LockManager | undefined): Promise<ReadonlySet<string> | undefined> {
  if (locks === undefined) return undefined;
  const names = ((await locks.query()).held ?? []).map((lock) => lock.name ?? "");
  return new Set(names.map((name) => name.slice(NAME.length + 1)));
}
