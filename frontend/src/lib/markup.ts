/** A small part of Markdown, as guidelines use it: headings, lists, paragraphs, bold, italic, code. Pure: no React. */

export interface Words {
  kind: "plain" | "bold" | "italic" | "code";
  text: string;
}

export type Block =
  | { kind: "heading"; level: number; words: Words[] }
  | { kind: "list"; ordered: boolean; items: Words[][] }
  | { kind: "paragraph"; words: Words[] };

const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^\s*(?:[-*•]|(\d+)[.)])\s+(.*)$/;
const PIECES = /(\*\*[^*]+\*\*|\*[^*\s](?:[^*]*[^*\s])?\*|`[^`]+`)/;

/** Whatever is not understood stays as it was written; nothing is ever taken as HTML. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let fresh = true;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    if (line.trim() === "") fresh = true;
    else {
      add(blocks, line, fresh);
      fresh = false;
    }
  }
  return blocks;
}

function add(blocks: Block[], line: string, fresh: boolean): void {
  const heading = HEADING.exec(line);
  const item = ITEM.exec(line);
  const last = blocks.at(-1);
  if (heading) {
    blocks.push({ kind: "heading", level: heading[1]!.length, words: wordsOf(heading[2]!) });
  } else if (item) {
    const ordered = item[1] !== undefined;
    const words = wordsOf(item[2]!);
    if (last?.kind === "list" && last.ordered === ordered) last.items.push(words);
    else blocks.push({ kind: "list", ordered, items: [words] });
  } else if (!fresh && last?.kind === "list") {
    last.items.at(-1)!.push(...wordsOf(` ${line.trim()}`));
  } else if (!fresh && last?.kind === "paragraph") {
    last.words.push({ kind: "plain", text: "\n" }, ...wordsOf(line.trim()));
  } else blocks.push({ kind: "paragraph", words: wordsOf(line.trim()) });
}

export function wordsOf(text: string): Words[] {
  return text
    .split(PIECES)
    .filter((piece) => piece !== "")
    .map((piece): Words => {
      if (/^\*\*[^*]+\*\*$/.test(piece)) return { kind: "bold", text: piece.slice(2, -2) };
      if (/^\*[^*]+\*$/.test(piece)) return { kind: "italic", text: piece.slice(1, -1) };
      if (/^`[^`]+`$/.test(piece)) return { kind: "code", text: piece.slice(1, -1) };
      return { kind: "plain", text: piece };
    });
}
