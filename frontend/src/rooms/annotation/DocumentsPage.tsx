/** All documents of a project: filtered, seen with their spans, opened by one key. */
import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState, type KeyboardEvent, type ReactElement } from "react";
import type { DocumentRow } from "../../api/types";
import { count, counted } from "../../lib/format";
import { sentence } from "../../lib/http";
import { useId, useWords } from "../../lib/params";
import { paths } from "../../lib/paths";
import { reaches, useColors, useLabels, useProject } from "../../lib/project";
import { EmptyState } from "../../ui/EmptyState";
import { Go, GoButton } from "../../ui/Go";
import { HighlightedText } from "../../ui/HighlightedText";
import { Icon } from "../../ui/Icon";
import { Notice } from "../../ui/Notice";
import { Page, Panel } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { useDocuments } from "./api/documents";
import { ExportButton } from "./components/ExportButton";
import { StartLabelling } from "./components/StartLabelling";
import css from "./DocumentsPage.module.css";

export default function DocumentsPage(): ReactElement {
  const project = useId("projectId");
  const [words, setWords] = useWords();
  const { state, label, q, source } = words;
  const documents = useDocuments(project, {
    ...(state && { state }),
    ...(label && { label }),
    ...(q && { q }),
    ...(source && { source }),
  });
  const total = useProject(project).data?.documents.total;
  const rows = documents.data?.pages.flatMap((page) => page.results) ?? [];
  const filtered = Boolean(state || label || q || source);
  if (documents.isSuccess && rows.length === 0 && !filtered) return <Nothing project={project} />;
  return (
    <Page
      title="Documents"
      lead={total === undefined ? undefined : `${counted(total, "document")} in this project.`}
      actions={
        <>
          <ExportButton project={project} />
          <StartLabelling project={project} />
        </>
      }
    >
      <Filters project={project} words={words} setWords={setWords} />
      {documents.isError && <Notice tone="bad">{sentence(documents.error)}</Notice>}
      {documents.isSuccess && rows.length === 0 && (
        <EmptyState
          icon="search"
          title="No document matches"
          action={
            <Button
              onClick={() =>
                setWords({ state: undefined, label: undefined, q: undefined, source: undefined })
              }
            >
              Show all documents
            </Button>
          }
        >
          Take back a filter to see more.
        </EmptyState>
      )}
      {rows.length > 0 && <Rows project={project} rows={rows} />}
      {documents.hasNextPage && (
        <Button
          variant="default"
          loading={documents.isFetchingNextPage}
          onClick={() => void documents.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Page>
  );
}

function Nothing({ project }: { project: number }): ReactElement {
  const may = reaches(useProject(project).data?.role, "reviewer");
  return (
    <Page title="Documents">
      <EmptyState
        icon="documents"
        title="No documents yet"
        action={may ? <GoButton to={paths.import(project)}>Import texts</GoButton> : undefined}
      >
        {may
          ? "Bring a file with or without labels, or paste some text."
          : "A reviewer or an owner of the project brings them in."}
      </EmptyState>
    </Page>
  );
}

interface FiltersProps {
  project: number;
  words: Record<string, string>;
  setWords: (change: Record<string, string | undefined>) => void;
}

const states = [
  { value: "", label: "All" },
  { value: "new", label: "To label" },
  { value: "done", label: "Done" },
  { value: "skipped", label: "Skipped" },
];

function Filters({ project, words, setWords }: FiltersProps): ReactElement {
  const labels = useLabels(project).data ?? [];
  const [typed, setTyped] = useState(words["q"] ?? "");
  const [asked] = useDebouncedValue(typed, 300);
  useEffect(() => {
    if (asked !== (words["q"] ?? "")) setWords({ q: asked || undefined });
    // Only what was typed leads; the address follows.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [asked]);
  return (
    <div className={css.filters} role="search" aria-label="Documents">
      <TextInput
        aria-label="Search in the texts"
        placeholder="Search in the texts"
        leftSection={<Icon name="search" size={16} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        className={css.search}
      />
      <SegmentedControl
        aria-label="State"
        data={states}
        value={words["state"] ?? ""}
        onChange={(state) => setWords({ state: state || undefined })}
      />
      <Select
        aria-label="Label"
        placeholder="Any label"
        clearable
        clearButtonProps={{ "aria-label": "Any label" }}
        data={labels.map(({ name }) => name)}
        value={words["label"] ?? null}
        onChange={(label) => setWords({ label: label ?? undefined })}
        w={170}
      />
    </div>
  );
}

/** Up and down move between the rows, Enter opens; each row is a link. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = Array.from(event.currentTarget.querySelectorAll("a"));
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = links[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

function Rows({ project, rows }: { project: number; rows: DocumentRow[] }): ReactElement {
  const colorOf = useColors(project);
  return (
    <Panel flush>
      {/* The arrow keys are a short cut; each row is a link of its own. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul className={css.rows} onKeyDown={moveFocus}>
        {rows.map((row) => (
          <li key={row.id}>
            <Go to={paths.document(project, row.id)} className={css.row}>
              <span className={css.text}>
                <HighlightedText oneLine text={row.text} spans={row.spans} colorOf={colorOf} />
              </span>
              <span className={css.facts}>
                <span>{counted(row.tokens, "token")}</span>
                <span className={css.who}>{row.annotated_by}</span>
                <span className={css.state}>
                  <StateBadge state={row.state} />
                </span>
              </span>
            </Go>
          </li>
        ))}
      </ul>
      <p className={css.count}>{count(rows.length)} shown</p>
    </Panel>
  );
}
