/** Who works in this project, and as what. */
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { Member, Page as Rows, Project } from "../../../api/types";
import { fieldError, formError, useFields } from "../../../lib/fields";
import { del, get, patch, post, sentence } from "../../../lib/http";
import { projectKey, reaches } from "../../../lib/project";
import { say } from "../../../lib/toast";
import { Confirm } from "../../../ui/Confirm";
import { Loaded } from "../../../ui/Loaded";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { Secret } from "../../../ui/Secret";
import { TableBox } from "../../../ui/TableBox";
import { roles } from "../words";

const membersKey = (project: number) => [...projectKey(project), "members"];
const choices = roles.map(({ value, label }) => ({ value, label }));

export function MembersTab({ project }: { project: Project }): ReactElement {
  const members = useQuery({
    queryKey: membersKey(project.id),
    queryFn: () => get<Rows<Member>>(`/projects/${project.id}/members`, { limit: 200 }),
  });
  const mayChange = reaches(project.role, "owner");
  return (
    <Panel
      title="Members"
      lead={`An annotator ${roles[0]?.help}; a reviewer ${roles[1]?.help}; an owner ${roles[2]?.help}.`}
    >
      {mayChange && <AddMember project={project.id} />}
      <Loaded query={members} bars={[120]}>
        {({ results }) => (
          <MemberTable project={project.id} members={results} mayChange={mayChange} />
        )}
      </Loaded>
    </Panel>
  );
}

function AddMember({ project }: { project: number }): ReactElement {
  const queries = useQueryClient();
  const { values, set, reset } = useFields({ username: "", role: "annotator" });
  const add = useMutation({
    mutationFn: () => post<Member>(`/projects/${project}/members`, values),
    onSuccess: () => {
      reset({ username: "", role: "annotator" });
      void queries.invalidateQueries({ queryKey: membersKey(project) });
    },
  });
  const wrong = formError(add.error, ["username", "role"]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
      style={{ display: "grid", gap: 12, marginBlockEnd: 16 }}
    >
      {wrong && <Notice tone="bad">{wrong}</Notice>}
      <Group align="flex-end">
        <TextInput
          label="User name"
          description="Someone new gets an account and a one-time link."
          value={values.username}
          onChange={(event) => set("username", event.currentTarget.value.trim())}
          error={fieldError(add.error, "username")}
          style={{ flex: "1 1 220px" }}
        />
        <Select
          label="Role"
          data={choices}
          value={values.role}
          onChange={(role) => set("role", role ?? "annotator")}
          error={fieldError(add.error, "role")}
          w={150}
        />
        <Button type="submit" loading={add.isPending} disabled={!values.username}>
          Add
        </Button>
      </Group>
      {add.data?.sign_in_link && (
        <Secret
          title={`Sign-in link for ${add.data.username}`}
          text={new URL(add.data.sign_in_link, window.location.origin).href}
          note="Send it to them: it works once and is not shown again."
        />
      )}
    </form>
  );
}

interface MemberTableProps {
  project: number;
  members: Member[];
  mayChange: boolean;
}

function MemberTable({ project, members, mayChange }: MemberTableProps): ReactElement {
  const queries = useQueryClient();
  const fresh = () => queries.invalidateQueries({ queryKey: membersKey(project) });
  const change = useMutation({
    mutationFn: ({ id, role }: { id: number; role: string }) =>
      patch(`/projects/${project}/members/${id}`, { role }),
    onError: (error) => say(sentence(error), { tone: "bad" }),
    onSettled: fresh,
  });
  return (
    <TableBox label="Members">
      <thead>
        <tr>
          <th>User</th>
          <th>Role</th>
          <th>
            <span className="visually-hidden">Acts</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.id}>
            <th scope="row">{member.username}</th>
            <td>
              {mayChange ? (
                <Select
                  aria-label={`Role of ${member.username}`}
                  data={choices}
                  value={member.role}
                  onChange={(role) => role && change.mutate({ id: member.id, role })}
                  w={150}
                />
              ) : (
                (roles.find(({ value }) => value === member.role)?.label ?? member.role)
              )}
            </td>
            <td data-end>
              {mayChange && (
                <Confirm
                  title={`Remove ${member.username}?`}
                  verb="Remove"
                  act={async () => {
                    await del(`/projects/${project}/members/${member.id}`);
                    await fresh();
                  }}
                  trigger={(open) => (
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Remove ${member.username}`}
                      onClick={open}
                    >
                      Remove
                    </Button>
                  )}
                >
                  They can no longer open this project. What they labelled stays.
                </Confirm>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
