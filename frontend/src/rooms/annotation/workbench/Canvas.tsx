/** The text one labels: a single place in the tab order, driven by keys, mouse or finger. */
import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import { selection } from "@/canvas/caret";
import { type Command, commandOf } from "@/canvas/keys";
import type { KeyedLabel } from "@/canvas/labels";
import type { CanvasStore } from "@/canvas/store";
import css from "./Canvas.module.css";
import { tokenOnLine } from "./geometry";
import { usePointer } from "./pointer";
import { Rows } from "./Rows";

interface CanvasProps {
  store: CanvasStore;
  labels: readonly KeyedLabel[];
  bio: boolean;
  /** Whether another document is on its way; it gets the keys pressed meanwhile. */
  leaving: () => boolean;
  /** Acts beyond the text: done, skip, help … */
  onCommand: (command: Command) => void;
}

export function Canvas({ store, labels, bio, leaving, onCommand }: CanvasProps): ReactElement {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const pointer = usePointer(store);
  useFreshStart(scroller, store);
  const act = useCallback(
    (command: Command) => {
      if (!perform(store, command, scroller)) onCommand(command);
    },
    [store, scroller, onCommand],
  );
  const meet = useTypedAhead(store, leaving, act);
  const press = useCallback(
    (
      event: Pick<globalThis.KeyboardEvent, "preventDefault" | "isComposing"> &
        Parameters<typeof commandOf>[0],
    ) => {
      const row = store.sheet.rows[store.sheet.rowOf(store.caret.token)];
      const command = event.isComposing ? undefined : commandOf(event, labels, row?.direction);
      if (command === undefined) return;
      event.preventDefault();
      meet(command);
    },
    [store, labels, meet],
  );
  useHomelessKeys(press);
  return (
    <>
      {/* The keys below are the widget's whole interface; role="application" hands them through screen readers. */}
      {/* eslint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
      <div
        ref={setScroller}
        className={css.canvas}
        role="application"
        aria-roledescription="text to label"
        aria-label="Text to label. Arrow keys move, a label’s key labels, question mark lists all keys, Tab leaves."
        tabIndex={0}
        onKeyDown={(event: KeyboardEvent) => press(event.nativeEvent)}
        onCopy={(event) => copy(event, store)}
        {...pointer}
      >
        <Rows store={store} bio={bio} scroller={scroller} />
      </div>
      {/* eslint-enable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
    </>
  );
}

/** Do what concerns the text alone; false leaves the command to the page. */
function perform(store: CanvasStore, command: Command, canvas: Element | null): boolean {
  switch (command.do) {
    case "move": {
      const line = command.step === "row" && canvas !== null;
      const token = line
        ? tokenOnLine(canvas, store.sheet, store.caret.token, command.way)
        : undefined;
      if (token === undefined) store.move(command.step, command.way);
      else store.place(token);
      return true;
    }
    case "select":
      store.select(command.way);
      return true;
    case "candidate":
      store.candidate(command.way);
      return true;
    case "label":
      store.label(command.label);
      return true;
    case "same":
      store.labelSame(command.label);
      return true;
    case "resize":
      store.resize(command.edge, command.by);
      return true;
    case "remove":
      store.remove();
      return true;
    case "undo":
      store.undo();
      return true;
    case "redo":
      store.redo();
      return true;
    case "disarm":
      store.disarm();
      return true;
    default:
      return false;
  }
}

/** A document that opens is seen from its top and takes the keys. */
function useFreshStart(scroller: HTMLElement | null, store: CanvasStore): void {
  useEffect(() => {
    scroller?.scrollTo?.({ top: 0 });
    scroller?.focus({ preventScroll: true });
  }, [scroller, store]);
}

/** A command is done at once, or by the document that is on its way: fast fingers do not wait for it. */
function useTypedAhead(
  store: CanvasStore,
  leaving: () => boolean,
  act: (command: Command) => void,
): (command: Command) => void {
  const ahead = useRef<Command[]>([]);
  const meet = useCallback(
    (command: Command) => {
      if (leaving()) return void ahead.current.push(command);
      ahead.current = []; // what was typed for a document that never came
      act(command);
    },
    [leaving, act],
  );
  const latest = useRef(meet);
  useEffect(() => {
    latest.current = meet;
  }, [meet]);
  useEffect(() => {
    for (const command of ahead.current.splice(0)) latest.current(command);
  }, [store]);
  return meet;
}

/** Keys pressed while nothing has the focus are meant for the text. */
function useHomelessKeys(press: (event: globalThis.KeyboardEvent) => void): void {
  const latest = useRef(press);
  useEffect(() => {
    latest.current = press;
  }, [press]);
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.target === document.body) latest.current(event);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function copy(event: ClipboardEvent, store: CanvasStore): void {
  event.clipboardData.setData("text/plain", store.sheet.words(selection(store.caret)));
  event.preventDefault();
}
