/** Acts that can be taken back and done again. */

export interface Act<State> {
  readonly before: State;
  readonly after: State;
  /** What the act did, as a person would say it: “PER on Maria Keller”. */
  readonly name: string;
}

export class History<State> {
  #done: Act<State>[] = [];
  #undone: Act<State>[] = [];

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  record(act: Act<State>): void {
    this.#done.push(act);
    this.#undone = [];
  }

  undo(): Act<State> | undefined {
    return hand(this.#done, this.#undone);
  }

  redo(): Act<State> | undefined {
    return hand(this.#undone, this.#done);
  }
}

function hand<T>(from: T[], to: T[]): T | undefined {
  const act = from.pop();
  if (act !== undefined) to.push(act);
  return act;
}
