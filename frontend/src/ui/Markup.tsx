/** What people wrote with a little Markdown, as elements; never as HTML. */
import { useMemo, type ReactElement } from "react";
import { blocksOf, type Block, type Words } from "../lib/markup";
import css from "./Markup.module.css";

export function Markup({ text }: { text: string }): ReactElement {
  const blocks = useMemo(() => blocksOf(text), [text]);
  return (
    <div className={css.text} dir="auto">
      {blocks.map((block, i) => (
        <Part key={i} block={block} />
      ))}
    </div>
  );
}

function Part({ block }: { block: Block }): ReactElement {
  if (block.kind === "paragraph")
    return (
      <p>
        <Line words={block.words} />
      </p>
    );
  if (block.kind === "heading") {
    const Heading = block.level === 1 ? "h3" : "h4"; // the page and its panel have the two above
    return (
      <Heading>
        <Line words={block.words} />
      </Heading>
    );
  }
  const List = block.ordered ? "ol" : "ul";
  return (
    <List>
      {block.items.map((words, i) => (
        <li key={i}>
          <Line words={words} />
        </li>
      ))}
    </List>
  );
}

const tags = { bold: "strong", italic: "em", code: "code" } as const;

const Line = ({ words }: { words: Words[] }) =>
  words.map(({ kind, text }, i) => {
    if (kind === "plain") return text;
    const Tag = tags[kind];
    return <Tag key={i}>{text}</Tag>;
  });
