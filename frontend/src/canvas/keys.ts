/** The key map: which key does what. The help page is drawn from the same lines that the canvas obeys. */

import type { Step, Way } from "./caret";
import type { Direction } from "./direction";
import type { KeyedLabel } from "./labels";
import type { Edge } from "./spans";

export type Command =
  | { readonly do: "move"; readonly step: Step; readonly way: Way }
  | { readonly do: "select"; readonly way: Way }
  | { readonly do: "candidate"; readonly way: Way }
  | { readonly do: "label" | "same"; readonly label: string }
  | { readonly do: "resize"; readonly edge: Edge; readonly by: Way }
  | { readonly do: "finish"; readonly way: Way }
  | { readonly do: "remove" | "undo" | "redo" | "disarm" }
  | { readonly do: "skip" | "bio" | "guideline" | "pick" | "help" };

/** What of a keyboard event decides. */
export type Press = Pick<
  KeyboardEvent,
  "key" | "code" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey"
>;

interface Binding {
  readonly chords: readonly string[];
  readonly command: Command;
}

export interface HelpLine {
  readonly keys: string;
  readonly does: string;
}

const bind = (command: Command, ...chords: string[]): Binding => ({ command, chords });

/** Left and right are the way the text is read; in a right-to-left row they trade places. */
const BINDINGS: readonly Binding[] = [
  bind({ do: "move", step: "token", way: 1 }, "ArrowRight"),
  bind({ do: "move", step: "token", way: -1 }, "ArrowLeft"),
  bind({ do: "move", step: "span", way: 1 }, "Mod+ArrowRight"),
  bind({ do: "move", step: "span", way: -1 }, "Mod+ArrowLeft"),
  bind({ do: "move", step: "row", way: 1 }, "ArrowDown"),
  bind({ do: "move", step: "row", way: -1 }, "ArrowUp"),
  bind({ do: "move", step: "edge", way: 1 }, "End"),
  bind({ do: "move", step: "edge", way: -1 }, "Home"),
  bind({ do: "select", way: 1 }, "Shift+ArrowRight"),
  bind({ do: "select", way: -1 }, "Shift+ArrowLeft"),
  bind({ do: "candidate", way: 1 }, "n"),
  bind({ do: "candidate", way: -1 }, "p"),
  bind({ do: "resize", edge: "end", by: 1 }, "Alt+ArrowRight"),
  bind({ do: "resize", edge: "end", by: -1 }, "Alt+ArrowLeft"),
  bind({ do: "resize", edge: "start", by: 1 }, "Alt+Shift+ArrowRight"),
  bind({ do: "resize", edge: "start", by: -1 }, "Alt+Shift+ArrowLeft"),
  bind({ do: "remove" }, "Backspace", "Delete"),
  bind({ do: "finish", way: 1 }, "Enter"),
  bind({ do: "finish", way: -1 }, "Shift+Enter"),
  bind({ do: "skip" }, "x"),
  bind({ do: "bio" }, "b"),
  bind({ do: "guideline" }, "g"),
  bind({ do: "pick" }, "l"),
  bind({ do: "help" }, "?"),
  bind({ do: "disarm" }, "Escape"),
  bind({ do: "undo" }, "Mod+z"),
  bind({ do: "redo" }, "Mod+Shift+z", "Mod+y"),
];

const COMMANDS = new Map(
  BINDINGS.flatMap(({ chords, command }) => chords.map((chord) => [chord, command] as const)),
);

export const HELP: readonly HelpLine[] = [
  { keys: "← →", does: "Go to the word before or after" },
  { keys: "Ctrl + ← →", does: "Go to the span before or after" },
  { keys: "↑ ↓", does: "Go to the line above or below" },
  { keys: "Home End", does: "Go to the first or last word of the row" },
  {
    keys: "N P",
    does: "Go to the next or previous word worth a look: a name or a number without a label",
  },
  { keys: "Shift + ← →", does: "Select more or fewer words" },
  { keys: "a label’s key", does: "Label the selection, the span or the word at the caret" },
  { keys: "Shift + a label’s key", does: "Label every same run of words in this document" },
  { keys: "Alt + ← →", does: "Move the end of the span" },
  { keys: "Alt + Shift + ← →", does: "Move the start of the span" },
  { keys: "Backspace", does: "Remove the span" },
  { keys: "Ctrl + Z", does: "Undo" },
  { keys: "Ctrl + Shift + Z", does: "Redo" },
  { keys: "Enter", does: "Done, and on to the next document" },
  { keys: "Shift + Enter", does: "Back to the previous document" },
  { keys: "X", does: "Skip this document" },
  { keys: "B", does: "Show spans or BIO tags" },
  { keys: "G", does: "Show or hide the guideline" },
  { keys: "L", does: "Find or make a label" },
  { keys: "Esc", does: "Let go of the selection and of the held label" },
  { keys: "Tab", does: "Leave the text" },
  { keys: "?", does: "Show this list" },
];

/** What a key press asks for, or nothing when it is not ours. */
export function commandOf(
  press: Press,
  labels: readonly KeyedLabel[],
  direction: Direction = "ltr",
): Command | undefined {
  const chord = chordOf(press);
  const mirrored = direction === "rtl" ? chord.replace(/Arrow(Left|Right)/, mirror) : chord;
  return COMMANDS.get(mirrored) ?? labelling(chord, labels);
}

const mirror = (_: string, side: string): string => (side === "Left" ? "ArrowRight" : "ArrowLeft");

function labelling(chord: string, labels: readonly KeyedLabel[]): Command | undefined {
  const [, shift, key] = /^(Shift\+)?([a-z0-9])$/.exec(chord) ?? [];
  const label = labels.find((one) => key !== undefined && one.key === key);
  return label && { do: shift === undefined ? "label" : "same", label: label.name };
}

/** A press spelled out: “Mod+Shift+z”. Mod is Ctrl, or Command on a Mac. */
export function chordOf({ key, code, shiftKey, ctrlKey, altKey, metaKey }: Press): string {
  const name = keyName(key, code);
  const symbol = name.length === 1 && !/[a-z0-9]/.test(name);
  const held = [
    (ctrlKey || metaKey) && "Mod",
    altKey && "Alt",
    shiftKey && !symbol && "Shift",
    name,
  ];
  return held.filter((part) => part !== false).join("+");
}

/** Digits and letters are read where they lie, so that they work on every keyboard layout. */
function keyName(key: string, code: string): string {
  const digit = /^Digit(\d)$/.exec(code)?.[1] ?? (/^\d$/.test(key) ? key : undefined);
  if (digit !== undefined) return digit;
  const letter = key.toLowerCase();
  if (/^[a-z]$/.test(letter)) return letter;
  const foreign = /^\p{L}$/u.test(key) ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  return foreign?.toLowerCase() ?? key;
}
