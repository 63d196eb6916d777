import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { selection } from "./caret";
import { CanvasStore } from "./store";
import { sortedWithin } from "./testing";
import { plainSheet, sheetWithSpans } from "./testing";

const review = () => plainSheet("The Sony Alpha and the Sony Alpha , too", "Sony Alpha wins");

type Deed = (store: CanvasStore) => void;

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  fc.nat(60).map(
    (token): Deed =>
      (store) =>
        store.place(token),
  ),
  fc.nat(60).map(
    (token): Deed =>
      (store) =>
        store.selectTo(token),
  ),
  fc.constantFrom(1 as const, -1 as const).map(
    (way): Deed =>
      (store) =>
        store.select(way),
  ),
  fc.constantFrom("PER", "ORG").map(
    (label): Deed =>
      (store) =>
        store.label(label),
  ),
  fc.constantFrom("PER", "ORG").map(
    (label): Deed =>
      (store) =>
        store.labelSame(label),
  ),
  fc.constant<Deed>((store) => store.remove()),
  fc
    .tuple(
      fc.constantFrom("start" as const, "end" as const),
      fc.constantFrom(1 as const, -1 as const),
    )
    .map(
      ([edge, by]): Deed =>
        (store) =>
          store.resize(edge, by),
    ),
  fc.constant<Deed>((store) => store.undo()),
  fc.constant<Deed>((store) => store.redo()),
);

test("whatever is done, spans stay sorted, apart and inside their sentences", () => {
  fc.assert(
    fc.property(sheetWithSpans, fc.array(deeds, { maxLength: 30 }), ({ sheet, spans }, acts) => {
      const store = new CanvasStore(sheet, spans);
      acts.forEach((act) => act(store));
      expect(sortedWithin(sheet, store.spans)).toBe(true);
    }),
  );
});

test("undo to the end restores the first state byte for byte, and redo the last", () => {
  fc.assert(
    fc.property(sheetWithSpans, fc.array(deeds, { maxLength: 60 }), ({ sheet, spans }, acts) => {
      const store = new CanvasStore(sheet, spans);
      acts.forEach((act) => act(store));
      while (store.canRedo) store.redo();
      const last = JSON.stringify(store.spans);
      while (store.canUndo) store.undo();
      expect(JSON.stringify(store.spans)).toBe(JSON.stringify(spans));
      while (store.canRedo) store.redo();
      expect(JSON.stringify(store.spans)).toBe(last);
    }),
  );
});

test("fifty undos take fifty acts back", () => {
  const store = new CanvasStore(review());
  for (let act = 0; act < 50; act += 1) {
    store.place(act % 9);
    store.label(act % 2 === 0 ? "PER" : `L${String(act)}`);
  }
  for (let act = 0; act < 50; act += 1) store.undo();
  expect(JSON.stringify(store.spans)).toBe("[]");
  expect(store.canUndo).toBe(false);
});

test("a key labels the token at the caret, and the caret waits at the span's end", () => {
  const store = new CanvasStore(review());
  store.place(1);
  store.select(1);
  store.label("PNAME");
  expect(store.spans).toEqual([{ start: 1, end: 3, label: "PNAME" }]);
  expect(selection(store.caret)).toEqual({ start: 2, end: 3 });
  expect(store.message.text).toBe("Sony Alpha, PNAME.");
});

test("with the caret in a span, a label renames the whole span", () => {
  const store = new CanvasStore(review(), [{ start: 1, end: 3, label: "PNAME" }]);
  store.place(2);
  store.label("ORG");
  expect(store.spans).toEqual([{ start: 1, end: 3, label: "ORG" }]);
});

test("a selection over other spans takes their place and says so", () => {
  const store = new CanvasStore(review(), [{ start: 1, end: 2, label: "ORG" }]);
  store.place(1);
  store.select(1);
  store.label("PNAME");
  expect(store.spans).toEqual([{ start: 1, end: 3, label: "PNAME" }]);
  expect(store.message.text).toBe("Sony Alpha, PNAME; replaced Sony, ORG.");
});

test("an extension into a neighbour is refused with a sentence", () => {
  const spans = [
    { start: 1, end: 2, label: "ORG" },
    { start: 2, end: 3, label: "PNAME" },
  ];
  const store = new CanvasStore(review(), spans);
  store.place(1);
  store.resize("end", 1);
  expect(store.spans).toBe(spans);
  expect(store.message.text).toContain("in the way");
  expect(store.canUndo).toBe(false);
});

test("label-all-same is one act with one undo", () => {
  const store = new CanvasStore(review());
  store.place(1);
  store.select(1);
  store.labelSame("PNAME");
  expect(store.spans.map((span) => span.start)).toEqual([1, 5, 9]);
  expect(store.message).toEqual({ text: "3 labelled PNAME", kind: "undoable" });
  store.undo();
  expect(store.spans).toEqual([]);
});

test("giving a span the label it has is no act", () => {
  const store = new CanvasStore(review(), [{ start: 1, end: 3, label: "PNAME" }]);
  store.place(1);
  store.label("PNAME");
  expect(store.canUndo).toBe(false);
});

test("a drag with a held label labels; without one it selects", () => {
  const store = new CanvasStore(review());
  store.place(5);
  store.selectTo(7);
  store.endDrag();
  expect(selection(store.caret)).toEqual({ start: 5, end: 7 });
  expect(store.spans).toEqual([]);
  store.arm("PNAME");
  store.endDrag();
  expect(store.spans).toEqual([{ start: 5, end: 7, label: "PNAME" }]);
  expect(store.armed).toBe("PNAME");
});

test("Escape lets go of the selection first, then of the label", () => {
  const store = new CanvasStore(review());
  store.arm("PNAME");
  store.place(1);
  store.select(1);
  store.disarm();
  expect([selection(store.caret), store.armed]).toEqual([{ start: 2, end: 3 }, "PNAME"]);
  store.disarm();
  expect(store.armed).toBeUndefined();
});

test("only rows that change are told", () => {
  const store = new CanvasStore(review());
  const [first, second] = [vi.fn(), vi.fn()];
  store.subscribeRow(0, first);
  const stop = store.subscribeRow(1, second);
  store.place(3);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);
  store.place(10);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([2, 1]);
  stop();
  store.place(9);
  expect(second).toHaveBeenCalledTimes(1);
});

test("every row whose picture changes is told", () => {
  fc.assert(
    fc.property(sheetWithSpans, fc.array(deeds, { maxLength: 20 }), ({ sheet, spans }, acts) => {
      const store = new CanvasStore(sheet, spans);
      const seen = sheet.rows.map((_, row) => store.rowKey(row));
      sheet.rows.forEach((_, row) =>
        store.subscribeRow(row, () => (seen[row] = store.rowKey(row))),
      );
      acts.forEach((act) => act(store));
      expect(seen).toEqual(sheet.rows.map((_, row) => store.rowKey(row)));
    }),
  );
});

test("in a project of token tags every token of a selection gets its own", () => {
  const store = new CanvasStore(plainSheet("a b c"), [], true);
  store.selectTo(1);
  store.label("NN");
  expect(store.spans).toEqual([
    { start: 0, end: 1, label: "NN" },
    { start: 1, end: 2, label: "NN" },
  ]);
});

test("an empty document bears every key", () => {
  const store = new CanvasStore(plainSheet());
  store.move("token", 1);
  store.move("row", 1);
  store.label("PER");
  store.labelSame("PER");
  store.remove();
  store.select(1);
  store.candidate(1);
  expect(store.spans).toEqual([]);
});

test("tap, tap, label: two taps select, a third begins anew", () => {
  const store = new CanvasStore(review());
  store.tap(1);
  store.tap(2);
  expect(selection(store.caret)).toEqual({ start: 1, end: 3 });
  store.give("PNAME");
  expect(store.spans).toEqual([{ start: 1, end: 3, label: "PNAME" }]);
  store.tap(5);
  expect(selection(store.caret)).toEqual({ start: 5, end: 6 });
  store.tap(1);
  expect(selection(store.caret)).toEqual({ start: 1, end: 2 });
  store.tap(3);
  expect(selection(store.caret)).toEqual({ start: 3, end: 4 });
});

test("a click on a label holds it while nobody has put the caret anywhere, and a second lets go", () => {
  const store = new CanvasStore(review());
  store.give("PNAME");
  expect([store.armed, store.spans]).toEqual(["PNAME", []]);
  store.give("PNAME");
  expect(store.armed).toBeUndefined();
});
