/** What was understood of the file: format, columns, counts, sample rows, every problem; all of it can be corrected. */
import { Button, Group, Select, Skeleton, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement, type ReactNode } from "react";
import type { ImportPreview } from "../../api/types";
import { count, counted } from "../../lib/format";
import { sentence } from "../../lib/http";
import { colorsOf, useLabels } from "../../lib/project";
import { HighlightedText } from "../HighlightedText";
import { LabelTag } from "../LabelTag";
import { Notice } from "../Notice";
import { Panel } from "../Page";
import type { Options, Source } from "../../lib/uploads";
import { ChosenFiles } from "./ChosenFiles";
import { FormatOptions } from "./FormatOptions";
import { Mapping } from "./Mapping";
import { Problems } from "./Problems";
import { Sending } from "./Sending";
import css from "./Preview.module.css";

interface FilePreviewProps<Seen extends ImportPreview> {
  project: number;
  source: Source;
  onSource: (source: Source) => void;
  onCancel: () => void;
  look: (source: Source, format: string | undefined, options: Options) => Promise<Seen>;
  /** What is done with the file once it is understood. */
  go: (source: Source, format: string, options: Options) => Promise<unknown>;
  verb: (seen: Seen) => string;
  /** What else is to be said of a file that was understood. */
  more?: (seen: Seen) => ReactNode;
}

export function FilePreview<Seen extends ImportPreview>({
  project,
  source,
  ...on
}: FilePreviewProps<Seen>): ReactElement {
  const [format, setFormat] = useState<string>();
  const [options, setOptions] = useState<Options>({});
  const [settled] = useDebouncedValue(options, 400);
  const look = useQuery({
    queryKey: ["file-preview", project, source, format, settled],
    queryFn: () => on.look(source, format, settled),
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  const go = useMutation({
    mutationFn: (seen: Seen) => on.go(source, seen.format, { ...seen.options, ...options }),
  });
  // The last preview stays while the next is read or refused, so that a choice can be taken back.
  const [kept, setKept] = useState<Seen>();
  if (look.data && look.data !== kept) setKept(look.data);
  const seen = look.data ?? kept;
  const stale = look.isFetching || look.isError || settled !== options;
  return (
    <Stack gap="lg">
      <Panel
        title="Files"
        actions={
          <Button variant="default" onClick={on.onCancel}>
            Choose others
          </Button>
        }
      >
        <ChosenFiles source={source} onSource={on.onSource} />
      </Panel>
      {look.isError && (
        <Notice tone="bad" title="This cannot be read as it is">
          {sentence(look.error)}
        </Notice>
      )}
      {!seen && !look.isError && (
        <>
          <Sending onCancel={on.onCancel} />
          <Skeleton height={240} radius="md" aria-label="Reading the file" />
        </>
      )}
      {seen && (
        <>
          <Panel title="What was understood" lead="Change what is wrong; the preview follows.">
            <Stack gap="md" className={stale ? css.stale : undefined}>
              <div className={css.options}>
                <Select
                  label="Format"
                  description="How the file is laid out."
                  data={seen.formats.map(({ name, title }) => ({ value: name, label: title }))}
                  value={seen.format}
                  onChange={(name) => {
                    setFormat(name ?? undefined);
                    setOptions({});
                  }}
                />
                <FormatOptions
                  format={seen.format}
                  columns={seen.mapping.map(({ column }) => String(column))}
                  options={{ ...seen.options, ...options }}
                  onChange={(name, value) => {
                    setFormat(seen.format);
                    setOptions({ ...options, [name]: value });
                  }}
                />
              </div>
              <Mapping mapping={seen.mapping} />
            </Stack>
          </Panel>
          {on.more?.(seen)}
          <Problems errors={seen.errors} warnings={seen.warnings} total={seen.error_count} />
          <Sample project={project} seen={seen} />
          <div className={css.foot}>
            {go.isPending && <Sending />}
            {go.error && <Notice tone="bad">{sentence(go.error)}</Notice>}
            <Group justify="space-between">
              <span>{summary(seen)}</span>
              <Button
                size="md"
                disabled={seen.errors.length > 0 || stale || seen.documents === 0}
                loading={go.isPending}
                onClick={() => go.mutate(seen)}
              >
                {on.verb(seen)}
              </Button>
            </Group>
            {seen.errors.length > 0 && (
              <p className={css.quiet}>
                Mend the file or the choices above first: it is read in full or not at all.
              </p>
            )}
          </div>
        </>
      )}
    </Stack>
  );
}

const summary = (seen: ImportPreview) =>
  `${seen.complete === false ? "At least " : ""}${counted(seen.documents, "document")} · ${counted(seen.sentences, "sentence")} · ${counted(seen.tokens, "token")} · ${counted(seen.spans, "labelled span")}`;

function Sample({ project, seen }: { project: number; seen: ImportPreview }): ReactElement | null {
  const known = useLabels(project).data ?? [];
  const fresh = seen.labels.filter(({ name }) => !known.some((label) => label.name === name));
  const colorOf = colorsOf([
    ...known,
    ...fresh.map(({ name }, i) => ({ name, color: ((known.length + i) % 8) + 1 })),
  ]);
  if (!seen.rows.length) return null;
  return (
    <Panel title={`The first ${counted(seen.rows.length, "row")}`} lead={summary(seen)}>
      {seen.labels.length > 0 && (
        <Group gap={8} mb="sm">
          {seen.labels.map(({ name, spans }) => (
            <span key={name}>
              <LabelTag name={name} color={colorOf(name)} /> {count(spans)}
            </span>
          ))}
        </Group>
      )}
      <ol className={css.rows}>
        {seen.rows.map((row, i) => (
          <li key={i}>
            <HighlightedText
              text={row.text}
              tokens={row.tokens}
              spans={row.spans}
              colorOf={colorOf}
            />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
