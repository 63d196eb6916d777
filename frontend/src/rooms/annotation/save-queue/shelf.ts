/** Unsaved work on this machine's disk, so that a closed or crashed tab loses nothing. */
import type { Unsaved } from "./unsaved";

const DATABASE = "tagwright";
const SHELF = "unsaved";

export interface Shelf {
  all(): Promise<Unsaved[]>;
  keep(entry: Unsaved): Promise<void>;
  drop(key: string): Promise<void>;
}

/** A shelf in IndexedDB. The connection is opened once and shared. */
export class DiskShelf implements Shelf {
  readonly #database: Promise<IDBDatabase>;

  constructor(factory: IDBFactory = indexedDB) {
    this.#database = open(factory);
    this.#database.catch(() => undefined); // whoever reads or writes meets the failure
  }

  async all(): Promise<Unsaved[]> {
    return settled((await this.#shelf("readonly")).getAll() as IDBRequest<Unsaved[]>);
  }

  async keep(entry: Unsaved): Promise<void> {
    await settled((await this.#shelf("readwrite")).put(entry));
  }

  async drop(key: string): Promise<void> {
    await settled((await this.#shelf("readwrite")).delete(key));
  }

  async #shelf(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    return (await this.#database).transaction(SHELF, mode).objectStore(SHELF);
  }
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(SHELF, { keyPath: "key" });
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("This browser’s storage failed."));
  });
}
