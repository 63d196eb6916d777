/** The labels: name, colour of the palette, key, description. */
import { Button, Group, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Label, Project } from "../../../api/types";
import { count } from "../../../lib/format";
import { del } from "../../../lib/http";
import { labelsKey, reaches, useLabels } from "../../../lib/project";
import { Confirm } from "../../../ui/Confirm";
import { EmptyState } from "../../../ui/EmptyState";
import { Icon } from "../../../ui/Icon";
import { LabelTag } from "../../../ui/LabelTag";
import { Loaded } from "../../../ui/Loaded";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";
import { LabelForm } from "./LabelForm";

export function LabelsTab({ project }: { project: Project }): ReactElement {
  const labels = useLabels(project.id);
  const [editing, setEditing] = useState<Label | "new" | null>(null);
  const mayChange = reaches(project.role, "reviewer");
  const add = <Button onClick={() => setEditing("new")}>New label</Button>;
  return (
    <>
      <Loaded query={labels} bars={[200]}>
        {(all) =>
          all.length ? (
            <Panel
              title="Labels"
              lead="The key applies a label while you work on a text."
              actions={mayChange && add}
            >
              <LabelTable project={project} labels={all} onEdit={setEditing} />
            </Panel>
          ) : (
            <EmptyState icon="edit" title="No labels yet" action={mayChange ? add : undefined}>
              Make them here, while labelling, or let an import bring them.
            </EmptyState>
          )
        }
      </Loaded>
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={editing === "new" ? "New label" : "Label"}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {editing && (
          <LabelForm
            project={project.id}
            label={editing === "new" ? null : editing}
            taken={labels.data?.length ?? 0}
            onDone={() => setEditing(null)}
          />
        )}
      </Modal>
    </>
  );
}

interface LabelTableProps {
  project: Project;
  labels: Label[];
  onEdit: (label: Label) => void;
}

function LabelTable({ project, labels, onEdit }: LabelTableProps): ReactElement {
  const queries = useQueryClient();
  const remove = async (label: Label) => {
    await del(`/labels/${label.id}`);
    await queries.invalidateQueries({ queryKey: labelsKey(project.id) });
  };
  return (
    <TableBox label="Labels">
      <thead>
        <tr>
          <th>Label</th>
          <th>Key</th>
          <th>Description</th>
          <th data-end>Spans</th>
          <th>
            <span className="visually-hidden">Acts</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {labels.map((label) => (
          <tr key={label.id}>
            <th scope="row">
              <LabelTag name={label.name} color={label.color} />
            </th>
            <td>{label.key ? <kbd>{label.key}</kbd> : "–"}</td>
            <td>{label.description}</td>
            <td data-end>{count(label.spans)}</td>
            <td>
              {reaches(project.role, "reviewer") && (
                <Group gap={6} justify="flex-end" wrap="nowrap">
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Edit ${label.name}`}
                    onClick={() => onEdit(label)}
                  >
                    Edit
                  </Button>
                  <Confirm
                    title={`Delete the label “${label.name}”?`}
                    verb="Delete"
                    act={() => remove(label)}
                    trigger={(open) => (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={`Delete ${label.name}`}
                        onClick={open}
                      >
                        <Icon name="trash" size={14} />
                      </Button>
                    )}
                  >
                    A label can go once no span wears it.
                  </Confirm>
                </Group>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
