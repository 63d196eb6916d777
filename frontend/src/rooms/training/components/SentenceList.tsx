/** Sentences behind a figure: what people marked above what the model found. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import type { ErrorRow } from "../../../api/types";
import { sentence } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { useColors, type ColorOf } from "../../../lib/project";
import { Go } from "../../../ui/Go";
import { HighlightedText } from "../../../ui/HighlightedText";
import { Notice } from "../../../ui/Notice";
import { StateBadge } from "../../../ui/StateBadge";
import { useSentences } from "../api/runs";
import { kindNames } from "../words";
import css from "./SentenceList.module.css";

interface SentenceListProps {
  project: number;
  run: number;
  what: "errors" | "confusion";
  query: Record<string, string>;
}

export function SentenceList({ project, run, what, query }: SentenceListProps): ReactElement {
  const found = useSentences(run, what, query);
  const colorOf = useColors(project);
  const rows = found.data?.pages.flatMap((page) => page.results) ?? [];
  if (found.isError) return <Notice tone="bad">{sentence(found.error)}</Notice>;
  if (found.isPending) return <p role="status">Reading …</p>;
  if (!rows.length) return <p>No sentence matches.</p>;
  return (
    <>
      <ol className={css.list}>
        {rows.map((row) => (
          <li key={row.id}>
            <Row project={project} run={run} row={row} colorOf={colorOf} />
          </li>
        ))}
      </ol>
      {found.hasNextPage && (
        <Button
          variant="default"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}

interface RowProps {
  project: number;
  run: number;
  row: ErrorRow;
  colorOf: ColorOf;
}

/** "Northwind Ltd", from the span's first token to its last. */
function surface(row: ErrorRow): string {
  const span = row.focus?.gold ?? row.focus?.predicted;
  const first = span && row.tokens[span.start];
  const last = span && row.tokens[span.end - 1];
  return first && last ? Array.from(row.text).slice(first[0], last[1]).join("") : "";
}

function Row({ project, run, row, colorOf }: RowProps): ReactElement {
  return (
    <div className={css.row}>
      <div className={css.head}>
        {row.kind && <StateBadge state="plain" title={kindNames[row.kind]} />}
        {row.kind && <span dir="auto">“{surface(row)}”</span>}
        <Go to={paths.document(project, row.document)}>Open the document</Go>
        <Go to={paths.why(project, run, row.text)}>Why?</Go>
      </div>
      <div className={css.version}>
        <span className={css.who}>People</span>
        <HighlightedText text={row.text} tokens={row.tokens} spans={row.gold} colorOf={colorOf} />
      </div>
      <div className={css.version}>
        <span className={css.who}>Model</span>
        <HighlightedText
          text={row.text}
          tokens={row.tokens}
          spans={row.predicted}
          colorOf={colorOf}
        />
      </div>
    </div>
  );
}
