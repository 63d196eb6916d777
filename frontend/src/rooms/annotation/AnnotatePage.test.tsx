import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { allSaved, open, TestServer } from "./workbench/testing";

const REVIEW = "The Sony Alpha beats the Sony Alpha , says 👩‍🚀 Ada\nIt has zoom";

afterEach(allSaved);

const marks = () =>
  [...document.querySelectorAll("[role=application] mark")].map((mark) => mark.textContent);
const caret = () => document.querySelector("[data-caret]")?.textContent;
const keys = (typed: string) => userEvent.keyboard(typed);

test("one key labels the word at the caret, and the act is saved with its version", async () => {
  const server = new TestServer(REVIEW);
  await open(server.first);
  await keys("n1");
  expect(marks()).toEqual(["Sony, labelled PNAME"]);
  await waitFor(() => expect(server.saves).toHaveLength(1), { timeout: 2000 });
  expect(server.saves[0]).toMatchObject({
    ifMatch: '"1"',
    body: { state: "new", spans: [{ start: 4, end: 8, label: "PNAME" }] },
  });
  await screen.findByText("Saved");
});

test("Shift and arrows label two words; offsets count code points", async () => {
  const server = new TestServer(REVIEW);
  await open(server.first);
  await keys("{End}{Shift>}{ArrowLeft}{/Shift}2");
  expect(marks()).toEqual(["👩‍🚀 Ada, labelled PFEATURE"]);
  await waitFor(() => expect(server.saves).toHaveLength(1), { timeout: 2000 });
  const span = server.saves[0]?.body.spans[0];
  expect([...REVIEW].slice(span?.start, span?.end).join("")).toBe("👩‍🚀 Ada");
});

test("Shift and a label's key labels every same run; one undo takes all back", async () => {
  const server = new TestServer(REVIEW);
  await open(server.first);
  await keys("{ArrowRight}{Shift>}{ArrowRight}{/Shift}");
  fireEvent.keyDown(screen.getByRole("application"), { key: "!", code: "Digit1", shiftKey: true });
  expect(marks()).toHaveLength(2);
  expect(screen.getByText("2 labelled PNAME")).toBeVisible();
  await userEvent.click(
    within(document.querySelector("[data-shown]") as HTMLElement).getByText("Undo"),
  );
  expect(marks()).toEqual([]);
});

test("Alt and arrows move a span's edges, Backspace removes it, Ctrl+Z brings it back", async () => {
  const server = new TestServer(REVIEW);
  await open(server.first);
  await keys("{ArrowRight}1{Alt>}{ArrowRight}{/Alt}{Alt>}{Shift>}{ArrowLeft}{/Shift}{/Alt}");
  expect(marks()).toEqual(["The Sony Alpha, labelled PNAME"]);
  await keys("{Backspace}");
  expect(marks()).toEqual([]);
  await keys("{Control>}z{/Control}");
  expect(marks()).toEqual(["The Sony Alpha, labelled PNAME"]);
});

test("Enter marks done, saves at once and opens the next document; Shift+Enter goes back", async () => {
  const server = new TestServer("one text", "another text");
  await open(server.first);
  await keys("1{Enter}");
  await screen.findByText("another");
  expect(server.saves.map(({ id, body }) => [id, body.state])).toEqual([[server.first, "done"]]);
  expect(screen.getByRole("application")).toHaveFocus();
  await keys("{Shift>}{Enter}{/Shift}");
  await waitFor(() => expect(marks()).toEqual(["one, labelled PNAME"]));
});

test("what is typed before the next document is there is done in it", async () => {
  const server = new TestServer("one text", "another text", "third text");
  await open(server.first);
  const canvas = screen.getByRole("application");
  for (const key of ["1", "Enter", "2", "Enter", "ArrowRight", "1"])
    fireEvent.keyDown(canvas, { key });
  await screen.findByText("third");
  await waitFor(() => expect(marks()).toEqual(["text, labelled PNAME"]));
  await allSaved();
  expect(server.documents.map(({ spans, state }) => [state, spans[0]?.label])).toEqual([
    ["done", "PNAME"],
    ["done", "PFEATURE"],
    ["new", "PNAME"],
  ]);
});

test("a document one comes back to takes keys again", async () => {
  const server = new TestServer("one text", "another text");
  server.change(server.first + 1, { previous: server.first });
  await open(server.first);
  await keys("{Enter}");
  await screen.findByText("another");
  await userEvent.click(screen.getByRole("link", { name: "Previous document" }));
  await screen.findByText("one");
  await keys("1");
  expect(marks()).toEqual(["one, labelled PNAME"]);
});

test("a label in hand stays in hand in the next document", async () => {
  const server = new TestServer("one text", "another text");
  await open(server.first);
  await keys("2{Enter}");
  await screen.findByText("another");
  expect(screen.getByRole("button", { name: /PFEATURE/ })).toHaveAttribute("aria-pressed", "true");
});

test("X skips", async () => {
  const server = new TestServer("one text", "another text");
  await open(server.first);
  await keys("x");
  await screen.findByText("another");
  expect(server.saves[0]?.body.state).toBe("skipped");
});

test("after the last document one button makes a feature set", async () => {
  const server = new TestServer("only text");
  await open(server.first);
  await keys("{Enter}");
  await screen.findByText("All sentences labelled");
  const next = screen.getByRole("link", { name: "Make a feature set" });
  expect(next).toHaveAttribute("href", "/projects/1/feature-sets/new");
});

test("B shows BIO tags in place of the spans' names", async () => {
  const server = new TestServer("Sony Alpha rocks");
  await open(server.first);
  await keys("{Shift>}{ArrowRight}{/Shift}1b");
  const tags = [...document.querySelectorAll("[data-t] bdi")].map((tag) => tag.textContent);
  expect(tags).toEqual(["B-PNAME", "I-PNAME", "O"]);
  expect(document.querySelector("mark > bdi")).toBeNull();
});

test("the spans list makes, relabels, moves and removes without the text", async () => {
  const server = new TestServer(REVIEW);
  await open(server.first);
  const panel = within(screen.getByRole("region", { name: "Spans" }));
  await userEvent.type(panel.getByLabelText("Words to label"), "Sony{Enter}");
  await userEvent.selectOptions(await panel.findByLabelText("Label of Sony"), "PFEATURE");
  expect(marks()).toEqual(["Sony, labelled PFEATURE"]);
  await userEvent.click(panel.getByLabelText("End of Sony: one word later"));
  expect(marks()).toEqual(["Sony Alpha, labelled PFEATURE"]);
  await userEvent.click(await panel.findByLabelText("Remove Sony Alpha"));
  expect(marks()).toEqual([]);
});

test("words that are not in the text are refused in the spans list", async () => {
  const server = new TestServer(REVIEW);
  await open(server.first);
  await userEvent.type(screen.getByLabelText("Words to label"), "Canon{Enter}");
  expect(screen.getByText("“Canon” are not whole words of this text.")).toBeVisible();
});

test("each step is said to screen readers", async () => {
  const server = new TestServer("Sony Alpha rocks");
  await open(server.first);
  const said = () => document.querySelector('[aria-live="polite"]')?.textContent;
  await keys("{ArrowRight}");
  expect(said()).toBe("Alpha");
  await keys("1");
  expect(said()).toBe("Alpha, PNAME.");
  await keys("{Alt>}{ArrowLeft}{/Alt}");
  expect(said()).toContain("keeps at least one word");
});

test("Tab leaves the text", async () => {
  const server = new TestServer("Sony Alpha rocks");
  const canvas = await open(server.first);
  expect(canvas).toHaveFocus();
  await userEvent.tab();
  expect(canvas).not.toHaveFocus();
});

test("? lists the keys, those of the labels among them", async () => {
  const server = new TestServer("Sony Alpha rocks");
  await open(server.first);
  await keys("?");
  const help = within(await screen.findByRole("dialog"));
  expect(help.getByRole("row", { name: /Ctrl \+ Shift \+ Z Redo/ })).toBeVisible();
  expect(help.getByRole("row", { name: /PFEATURE/ })).toBeVisible();
});

test("L finds a label by typing, or makes it and labels with it", async () => {
  const server = new TestServer("Sony Alpha rocks");
  await open(server.first);
  await keys("{ArrowRight}l");
  await userEvent.type(
    await screen.findByRole("combobox", { name: "Name of the label" }),
    "BRAND{Enter}",
  );
  await userEvent.click(await screen.findByRole("button", { name: "Make this label" }));
  await waitFor(() => expect(marks()).toEqual(["Alpha, labelled BRAND"]));
  expect(server.labels.at(-1)).toMatchObject({ name: "BRAND", color: 3, key: "3" });
});

test("a save on a stale version shows both versions, and keeping both loses neither", async () => {
  const server = new TestServer("Sony Alpha rocks");
  await open(server.first);
  server.change(server.first, { version: 2, spans: [{ start: 11, end: 16, label: "PFEATURE" }] });
  await keys("1");
  const dialog = within(await screen.findByRole("dialog", {}, { timeout: 2000 }));
  expect(dialog.getByRole("region", { name: "Yours" })).toHaveTextContent("SonyPNAME");
  expect(dialog.getByRole("region", { name: "Saved by someone else" })).toHaveTextContent(
    "rocksPFEATURE",
  );
  await userEvent.click(dialog.getByRole("button", { name: /Keep both/ }));
  await waitFor(() => expect(server.document(server.first).spans).toHaveLength(2));
  expect(server.saves[0]?.ifMatch).toBe('"2"');
  expect(marks()).toHaveLength(2);
});

test("taking their version shows it, and undo brings one's own back", async () => {
  const server = new TestServer("Sony Alpha rocks");
  await open(server.first);
  server.change(server.first, { version: 2, spans: [{ start: 11, end: 16, label: "PFEATURE" }] });
  await keys("1");
  await userEvent.click(
    await screen.findByRole("button", { name: "Take theirs" }, { timeout: 2000 }),
  );
  await waitFor(() => expect(marks()).toEqual(["rocks, labelled PFEATURE"]));
  await keys("{Control>}z{/Control}");
  expect(marks()).toEqual(["Sony, labelled PNAME"]);
});

test("in a right-to-left row the left arrow reads on", async () => {
  const server = new TestServer("شركة سوني اعلنت");
  await open(server.first);
  await keys("{ArrowLeft}");
  expect(caret()).toBe("سوني");
  expect(screen.getByRole("group", { name: "Sentence 1" })).toHaveAttribute("dir", "rtl");
});

/** Give the words places on a line, as a browser's layout would: word n lies around x = 10 n. */
function layOut(): void {
  document.elementFromPoint = (x) =>
    document.querySelector(`[data-t="${String(Math.round(x / 10))}"]`);
}

const pointer = (type: string, x: number, pointerType: string) =>
  Object.assign(new MouseEvent(type, { bubbles: true, cancelable: true, clientX: x, button: 0 }), {
    pointerType,
    pointerId: 1,
  });

test("a drag with a held label labels whole words, without the comma behind them", async () => {
  const server = new TestServer(REVIEW);
  const canvas = await open(server.first);
  layOut();
  await keys("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: /PNAME/ }));
  act(() => {
    canvas.dispatchEvent(pointer("pointerdown", 52, "mouse"));
    canvas.dispatchEvent(pointer("pointermove", 71, "mouse"));
    canvas.dispatchEvent(pointer("pointerup", 71, "mouse"));
  });
  expect(marks()).toEqual(["Sony Alpha, labelled PNAME"]);
});

test("tap, tap, label", async () => {
  const server = new TestServer(REVIEW);
  const canvas = await open(server.first);
  layOut();
  for (const x of [10, 20]) {
    act(() => {
      canvas.dispatchEvent(pointer("pointerdown", x, "touch"));
      canvas.dispatchEvent(pointer("click", x, "touch"));
    });
  }
  await userEvent.click(screen.getByRole("button", { name: /PFEATURE/ }));
  expect(marks()).toEqual(["Sony Alpha, labelled PFEATURE"]);
});
