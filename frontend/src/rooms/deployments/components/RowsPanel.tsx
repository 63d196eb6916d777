/** Every entity that was marked or answered, with its verdict; the wrong ones first. */
import { Button, Group, Select } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { EvaluationRow, Verdict } from "../../../api/types";
import { useColors, type ColorOf } from "../../../lib/project";
import { HighlightedText } from "../../../ui/HighlightedText";
import { LabelTag } from "../../../ui/LabelTag";
import { Loaded } from "../../../ui/Loaded";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";
import { useRows } from "../api/evaluations";
import css from "./RowsPanel.module.css";

const verdicts: Record<Verdict, string> = {
  right: "Right",
  missed: "Missed",
  spurious: "Found in vain",
  boundary: "Wrong borders",
  label: "Wrong label",
  none: "Nothing to find",
};

const choices = [
  { value: "wrong", label: "All errors" },
  ...Object.entries(verdicts).map(([value, label]) => ({ value, label })),
];

interface RowsPanelProps {
  project: number;
  id: number;
  tags: boolean;
  labels: string[];
}

export function RowsPanel({ project, id, tags, labels }: RowsPanelProps): ReactElement {
  const [verdict, setVerdict] = useState("wrong");
  const [label, setLabel] = useState("");
  const query = useRows(id, verdict, label);
  const colorOf = useColors(project);
  return (
    <Panel title="Rows" flush>
      <Group p="md" gap="md">
        <Select
          label="Verdict"
          placeholder="All"
          clearable
          data={choices}
          value={verdict || null}
          onChange={(value) => setVerdict(value ?? "")}
        />
        <Select
          label="Label"
          placeholder="All"
          clearable
          data={labels}
          value={label || null}
          onChange={(value) => setLabel(value ?? "")}
        />
      </Group>
      <Loaded query={query} bars={[200]}>
        {({ pages }) => (
          <Rows tags={tags} rows={pages.flatMap(({ results }) => results)} colorOf={colorOf} />
        )}
      </Loaded>
      {query.hasNextPage && (
        <Group p="md">
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      )}
    </Panel>
  );
}

interface RowsProps {
  rows: EvaluationRow[];
  tags: boolean;
  colorOf: ColorOf;
}

function Rows({ rows, tags, colorOf }: RowsProps): ReactElement {
  return (
    <TableBox label={`${tags ? "Tags" : "Entities"} with their verdicts`}>
      <thead>
        <tr>
          <th>Verdict</th>
          <th>Truth</th>
          <th>Answer</th>
          <th>Text</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{verdicts[row.verdict]}</th>
            <td>
              <Side entity={row.truth} colorOf={colorOf} />
            </td>
            <td>
              <Side entity={row.answer} colorOf={colorOf} />
            </td>
            <td className={css.row}>
              <HighlightedText
                text={row.text}
                spans={[row.truth ?? row.answer].filter((span) => span !== null)}
                colorOf={colorOf}
              />
            </td>
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={4}>No row of this kind.</td>
          </tr>
        )}
      </tbody>
    </TableBox>
  );
}

interface SideProps {
  entity: { text: string; label: string; score?: number | null } | null;
  colorOf: ColorOf;
}

function Side({ entity, colorOf }: SideProps): ReactElement {
  if (!entity) return <>–</>;
  return (
    <>
      {entity.text} <LabelTag name={entity.label} color={colorOf(entity.label)} />
      {entity.score != null && ` ${entity.score.toFixed(2)}`}
    </>
  );
}
