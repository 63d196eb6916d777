import { beforeEach, expect, test } from "vitest";
import { claimTab } from "./tab";

/** As much of the browser's locks as tabs use. */
class Locks {
  readonly names = new Set<string>();

  async request(
    name: string,
    { signal }: { signal: AbortSignal },
    body: () => Promise<unknown>,
  ): Promise<unknown> {
    if (this.names.has(name)) {
      await new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    }
    this.names.add(name);
    return body();
  }

  query(): Promise<LockManagerSnapshot> {
    return Promise.resolve({ held: [...this.names].map((name) => ({ name })), pending: [] });
  }
}

const manager = (locks: Locks) => locks as unknown as LockManager;

beforeEach(() => sessionStorage.clear());

test("a tab keeps its id over a reload", async () => {
  const first = await claimTab(sessionStorage, manager(new Locks()));
  const second = await claimTab(sessionStorage, manager(new Locks()));
  expect(second.id).toBe(first.id);
});

test("a duplicated tab gets an id of its own, and both live", async () => {
  const locks = new Locks();
  const first = await claimTab(sessionStorage, manager(locks));
  const copy = await claimTab(sessionStorage, manager(locks));
  expect(copy.id).not.toBe(first.id);
  expect(await copy.living()).toEqual(new Set([first.id, copy.id]));
});

test("without locks nobody can tell which tabs live", async () => {
  const tab = await claimTab(sessionStorage, undefined);
  expect(await tab.living()).toBeUndefined();
});
