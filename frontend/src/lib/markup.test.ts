import { expect, test } from "vitest";
import fc from "fast-check";
import { blocksOf, wordsOf } from "./markup";

test("headings, lists and paragraphs are told apart", () => {
  const text =
    "# How to\n\n**NAME: a name.**\n- brand\n- model\n  and year\n\n1. one\n2) two\n\nLast\nline";
  expect(blocksOf(text)).toEqual([
    { kind: "heading", level: 1, words: [{ kind: "plain", text: "How to" }] },
    { kind: "paragraph", words: [{ kind: "bold", text: "NAME: a name." }] },
    {
      kind: "list",
      ordered: false,
      items: [
        [{ kind: "plain", text: "brand" }],
        [
          { kind: "plain", text: "model" },
          { kind: "plain", text: " and year" },
        ],
      ],
    },
    {
      kind: "list",
      ordered: true,
      items: [[{ kind: "plain", text: "one" }], [{ kind: "plain", text: "two" }]],
    },
    {
      kind: "paragraph",
      words: [
        { kind: "plain", text: "Last" },
        { kind: "plain", text: "\n" },
        { kind: "plain", text: "line" },
      ],
    },
  ]);
});

test("bold, italic and code stand in the middle of words; lone stars stay", () => {
  expect(wordsOf("a **b** *c d* `e*` 2 * 3 * 4")).toEqual([
    { kind: "plain", text: "a " },
    { kind: "bold", text: "b" },
    { kind: "plain", text: " " },
    { kind: "italic", text: "c d" },
    { kind: "plain", text: " " },
    { kind: "code", text: "e*" },
    { kind: "plain", text: " 2 * 3 * 4" },
  ]);
});

test("text without marks comes back letter by letter", () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !/[*`#\-•\d\s]/.test(text)),
      (text) => {
        const found = blocksOf(text);
        expect(found).toEqual(
          text === "" ? [] : [{ kind: "paragraph", words: [{ kind: "plain", text }] }],
        );
      },
    ),
  );
});
