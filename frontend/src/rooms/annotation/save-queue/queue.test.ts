import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "@/lib/http";
import { SaveQueue } from "./queue";
import { DiskShelf } from "./shelf";
import type { Change, Saved, Unsaved } from "./unsaved";

/** A server that keeps versions as ours does, and can be cut off. */
class Server {
  readonly rows = new Map<number, Saved>();
  saves = 0;
  down: number | undefined;
  losesAnswers = false;

  readonly send = async (entry: Unsaved): Promise<Saved> => {
    await Promise.resolve();
    if (this.down !== undefined) throw new ApiError(this.down, null);
    const current = this.rows.get(entry.document) ?? { version: 1, spans: [], state: "new" };
    if (current.version !== entry.version) {
      throw new ApiError(412, { code: "stale", message: "Stale.", current } as never);
    }
    const saved: Saved = { version: current.version + 1, spans: entry.spans, state: entry.state };
    this.rows.set(entry.document, saved);
    this.saves += 1;
    if (this.losesAnswers) throw new ApiError(0, null);
    return saved;
  };
}

let factory: IDBFactory;
let server: Server;

beforeEach(() => {
  factory = new IDBFactory();
  server = new Server();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

const per = (start: number) => [{ start, end: start + 1, label: "PER" }];

const change = (document: number, version = 1, spans = per(0)): Change => ({
  document,
  project: 1,
  version,
  spans,
  state: "new",
});

async function queueOf(tab = "a", living: ReadonlySet<string> = new Set(["a"]), user = 7) {
  const onSaved = vi.fn<(entry: Unsaved, saved: Saved) => void>();
  const queue = new SaveQueue({
    shelf: new DiskShelf(factory),
    send: server.send,
    tab,
    user,
    onSaved,
  });
  await queue.open(living);
  await vi.waitFor(() => expect(queue.state.phase).not.toBe("saving"));
  return { queue, onSaved };
}

test("quick acts travel together after a short pause", async () => {
  const { queue, onSaved } = await queueOf();
  queue.put(change(1));
  queue.put(change(1, 1, per(3)));
  expect(queue.state).toMatchObject({ phase: "unsaved", unsaved: 1 });
  expect(server.saves).toBe(0);
  await vi.advanceTimersByTimeAsync(600);
  expect(queue.state).toMatchObject({ phase: "saved", unsaved: 0 });
  expect(server.saves).toBe(1);
  expect(server.rows.get(1)?.spans).toEqual(per(3));
  expect(onSaved).toHaveBeenCalledTimes(1);
});

test("an act made while a save is under way rests on the version that save made", async () => {
  const { queue } = await queueOf();
  queue.put(change(1));
  const first = queue.flush();
  queue.put(change(1, 1, per(5)));
  await first;
  await queue.flush();
  expect(server.rows.get(1)).toEqual({ version: 3, spans: per(5), state: "new" });
  expect(queue.state.conflicts).toEqual([]);
});

test("twenty documents labelled offline are all saved after a reload, none twice", async () => {
  server.down = 0;
  const { queue } = await queueOf();
  for (let document = 1; document <= 20; document += 1) {
    queue.put(change(document));
    await queue.flush();
  }
  expect(queue.state).toMatchObject({ phase: "offline", unsaved: 20, kept: true });
  await vi.waitFor(async () => expect(await new DiskShelf(factory).all()).toHaveLength(20));
  server.down = undefined;
  const reloaded = await queueOf();
  await vi.waitFor(() => expect(reloaded.queue.state.unsaved).toBe(0));
  expect(server.rows.size).toBe(20);
  expect(server.saves).toBe(20);
  await vi.waitFor(async () => expect(await new DiskShelf(factory).all()).toEqual([]));
});

test("offline, the queue tries again by itself, ever more seldom", async () => {
  server.down = 503;
  const { queue } = await queueOf();
  queue.put(change(1));
  await queue.flush();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(queue.state.phase).toBe("offline");
  server.down = undefined;
  await vi.advanceTimersByTimeAsync(1_999);
  expect(queue.state.unsaved).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(queue.state.unsaved).toBe(0);
});

test("a save whose answer was lost is not a conflict", async () => {
  server.losesAnswers = true;
  const { queue, onSaved } = await queueOf();
  queue.put(change(1));
  await queue.flush();
  expect(queue.state.phase).toBe("offline");
  server.losesAnswers = false;
  await queue.flush();
  expect(queue.state.phase).toBe("saved");
  expect(server.saves).toBe(1);
  expect(onSaved.mock.calls[0]?.[1].version).toBe(2);
});

test("signed out, the queue waits for a sign-in and then drains", async () => {
  server.down = 401;
  const { queue } = await queueOf();
  queue.put(change(1));
  await queue.flush();
  expect(queue.state.phase).toBe("signed-out");
  server.down = undefined;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.saves).toBe(0);
  await queue.flush();
  expect(queue.state.phase).toBe("saved");
});

test("a stale save is a conflict with both versions, and others go on", async () => {
  server.rows.set(1, { version: 4, spans: per(9), state: "done" });
  const { queue } = await queueOf();
  queue.put(change(1));
  queue.put(change(2));
  await queue.flush();
  expect(queue.state).toMatchObject({ phase: "conflict", unsaved: 1 });
  expect(queue.state.conflicts[0]?.mine.spans).toEqual(per(0));
  expect(queue.state.conflicts[0]?.theirs.spans).toEqual(per(9));
  expect(server.rows.get(1)?.spans).toEqual(per(9));
  expect(server.rows.get(2)?.version).toBe(2);
});

test("a conflict settled with my spans is saved on their version", async () => {
  server.rows.set(1, { version: 4, spans: per(9), state: "new" });
  const { queue } = await queueOf();
  queue.put(change(1));
  await queue.flush();
  queue.settle("a:1", [...per(0), ...per(9)]);
  await vi.waitFor(() => expect(queue.state.phase).toBe("saved"));
  expect(server.rows.get(1)).toEqual({ version: 5, spans: [...per(0), ...per(9)], state: "new" });
});

test("a conflict yielded takes their version and asks nothing of the server", async () => {
  server.rows.set(1, { version: 4, spans: per(9), state: "done" });
  const { queue, onSaved } = await queueOf();
  queue.put(change(1));
  await queue.flush();
  queue.yield("a:1");
  expect(queue.state.phase).toBe("saved");
  expect(onSaved.mock.calls[0]?.[1]).toEqual({ version: 4, spans: per(9), state: "done" });
  expect(server.saves).toBe(0);
});

test("a refused save says why, and can be tried again or given up", async () => {
  server.down = 403;
  const { queue } = await queueOf();
  queue.put(change(1));
  queue.put(change(2));
  await queue.flush();
  expect(queue.state).toMatchObject({ phase: "refused", unsaved: 2 });
  expect(queue.state.refusals[0]?.message).toContain("role");
  server.down = undefined;
  queue.retry("a:1");
  await vi.waitFor(() => expect(queue.state.unsaved).toBe(1));
  queue.discard("a:2");
  expect(queue.state.phase).toBe("saved");
  expect(server.rows.has(2)).toBe(false);
});

test("the work of a tab that is gone is taken over, that of a living one is not", async () => {
  const shelf = new DiskShelf(factory);
  await shelf.keep({ ...change(1), key: "gone:1", tab: "gone", user: 7 });
  await shelf.keep({ ...change(2), key: "b:2", tab: "b", user: 7 });
  await queueOf("a", new Set(["a", "b"]));
  await vi.waitFor(() => expect(server.rows.size).toBe(1));
  expect(server.rows.has(1)).toBe(true);
});

test("one person's unsaved work is never saved as another's", async () => {
  await new DiskShelf(factory).keep({ ...change(1), key: "a:1", tab: "a", user: 8 });
  const { queue } = await queueOf();
  expect(queue.state.unsaved).toBe(0);
  expect(await new DiskShelf(factory).all()).toHaveLength(1);
});

test("without a disk the queue still saves, and says that it keeps nothing", async () => {
  const fails = () => Promise.reject(new Error("no storage"));
  const shelf = { all: fails, keep: fails, drop: fails };
  const queue = new SaveQueue({ shelf, send: server.send, tab: "a", user: 7, onSaved: vi.fn() });
  await queue.open(new Set());
  queue.put(change(1));
  await vi.advanceTimersByTimeAsync(600);
  expect(server.saves).toBe(1);
  expect(queue.state.kept).toBe(false);
});
