import { expect, test } from "vitest";
import { HELP, type Press, commandOf } from "./keys";
import { keyed } from "./labels";

const labels = keyed([
  { id: 1, name: "PER", color: 1, key: "1" },
  { id: 2, name: "ORG", color: 2, key: "o" },
]);

const press = (key: string, code = "", held: Partial<Press> = {}): Press => ({
  key,
  code,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});

test("a label's key labels; with Shift it labels all the same", () => {
  expect(commandOf(press("1", "Digit1"), labels)).toEqual({ do: "label", label: "PER" });
  expect(commandOf(press("!", "Digit1", { shiftKey: true }), labels)).toEqual({
    do: "same",
    label: "PER",
  });
  expect(commandOf(press("O", "KeyO", { shiftKey: true }), labels)).toEqual({
    do: "same",
    label: "ORG",
  });
});

test("digits work where the layout puts them behind Shift", () => {
  expect(commandOf(press("&", "Digit1"), labels)).toEqual({ do: "label", label: "PER" });
});

test("letters work on a layout of another script", () => {
  expect(commandOf(press("щ", "KeyO"), labels)).toEqual({ do: "label", label: "ORG" });
});

test("a question mark asks for help whatever key types it", () => {
  expect(commandOf(press("?", "Slash", { shiftKey: true }), labels)).toEqual({ do: "help" });
  expect(commandOf(press("?", "Minus", { shiftKey: true }), labels)).toEqual({ do: "help" });
});

test("Ctrl and Command undo and redo alike", () => {
  expect(commandOf(press("z", "KeyZ", { ctrlKey: true }), labels)).toEqual({ do: "undo" });
  expect(commandOf(press("Z", "KeyZ", { metaKey: true, shiftKey: true }), labels)).toEqual({
    do: "redo",
  });
});

test("in a right-to-left row left leads on, and Alt+left extends", () => {
  expect(commandOf(press("ArrowLeft"), labels, "rtl")).toEqual({
    do: "move",
    step: "token",
    way: 1,
  });
  expect(commandOf(press("ArrowLeft", "", { altKey: true }), labels, "rtl")).toEqual({
    do: "resize",
    edge: "end",
    by: 1,
  });
});

test("keys that are not ours are left to the browser", () => {
  expect(commandOf(press("Tab"), labels)).toBeUndefined();
  expect(commandOf(press("c", "KeyC", { ctrlKey: true }), labels)).toBeUndefined();
  expect(commandOf(press("1", "Digit1", { altKey: true }), labels)).toBeUndefined();
  expect(commandOf(press("7", "Digit7"), labels)).toBeUndefined();
});

const EXAMPLES: Record<string, Press> = {
  "← →": press("ArrowLeft"),
  "Ctrl + ← →": press("ArrowRight", "", { ctrlKey: true }),
  "↑ ↓": press("ArrowUp"),
  "Home End": press("Home"),
  "N P": press("n", "KeyN"),
  "Shift + ← →": press("ArrowLeft", "", { shiftKey: true }),
  "a label’s key": press("1", "Digit1"),
  "Shift + a label’s key": press("1", "Digit1", { shiftKey: true }),
  "Alt + ← →": press("ArrowLeft", "", { altKey: true }),
  "Alt + Shift + ← →": press("ArrowLeft", "", { altKey: true, shiftKey: true }),
  Backspace: press("Backspace"),
  "Ctrl + Z": press("z", "KeyZ", { ctrlKey: true }),
  "Ctrl + Shift + Z": press("Z", "KeyZ", { ctrlKey: true, shiftKey: true }),
  Enter: press("Enter"),
  "Shift + Enter": press("Enter", "", { shiftKey: true }),
  X: press("x", "KeyX"),
  B: press("b", "KeyB"),
  G: press("g", "KeyG"),
  L: press("l", "KeyL"),
  Esc: press("Escape"),
  "?": press("?", "Slash", { shiftKey: true }),
};

test("every key in the help does something, but Tab, which leaves", () => {
  const lines = HELP.filter((line) => line.keys !== "Tab");
  for (const { keys } of lines) {
    const example = EXAMPLES[keys];
    expect(example && commandOf(example, labels), keys).toBeDefined();
  }
});
