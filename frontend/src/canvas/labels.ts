/** Labels as the canvas needs them: a name, a look, and the key that gives it. */

export interface Label {
  readonly id: number;
  readonly name: string;
  /** Number of the hue in the palette, 1 to 8. */
  readonly color: number;
  readonly key: string | null;
}

export interface KeyedLabel extends Label {
  /** How many labels before this one have the same hue: the border's pattern tells them apart. */
  readonly pattern: number;
}

/** Letters kept for acts of the page, as the server keeps them: they can be no label's key. */
export const RESERVED = new Set("abcfghlnprx");

const DIGITS = [..."1234567890"];
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"].filter((letter) => !RESERVED.has(letter));

/** Every label with the key it answers to: its own where that is free, else the next free digit or letter. */
export function keyed(labels: readonly Label[]): KeyedLabel[] {
  const taken = new Set<string>();
  const own = labels.map(({ key }) => {
    const wanted = key?.toLowerCase() ?? "";
    if (!/^[a-z0-9]$/.test(wanted) || RESERVED.has(wanted) || taken.has(wanted)) return null;
    taken.add(wanted);
    return wanted;
  });
  const free = [...DIGITS, ...LETTERS].filter((key) => !taken.has(key));
  return labels.map((label, index) => ({
    ...label,
    key: own[index] ?? free.shift() ?? null,
    pattern: labels.slice(0, index).filter((other) => other.color === label.color).length,
  }));
}

/** A key that no label and no act uses yet, for a new label. */
export function freeKey(labels: readonly KeyedLabel[]): string | null {
  const taken = new Set(labels.map((label) => label.key));
  return [...DIGITS, ...LETTERS].find((key) => !taken.has(key)) ?? null;
}

/** Why a key cannot be given to a label, or nothing when it can. */
export function keyProblem(key: string, labels: readonly KeyedLabel[]): string | undefined {
  if (!/^[a-z0-9]$/.test(key)) return "A key is one digit or one letter from a to z.";
  if (RESERVED.has(key)) return `“${key.toUpperCase()}” is kept for an act of this page.`;
  const owner = labels.find((label) => label.key === key);
  return owner === undefined ? undefined : `“${key.toUpperCase()}” already gives ${owner.name}.`;
}
