/** An import under way, then what it brought. */
import { Button, Group, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactElement } from "react";
import type { Import } from "../../../api/types";
import { count, counted } from "../../../lib/format";
import { post } from "../../../lib/http";
import { paths } from "../../../lib/paths";
import { labelsKey, projectKey } from "../../../lib/project";
import { GoButton } from "../../../ui/Go";
import { Loaded } from "../../../ui/Loaded";
import { Meter } from "../../../ui/Meter";
import { Notice } from "../../../ui/Notice";
import { Panel } from "../../../ui/Page";
import { StateBadge } from "../../../ui/StateBadge";
import { importsKey, useImport } from "../api/imports";
import { Problems } from "../../../ui/files/Problems";

interface ImportProgressProps {
  project: number;
  id: number;
  onAgain: () => void;
}

export function ImportProgress({ project, id, onAgain }: ImportProgressProps): ReactElement {
  const query = useImport(id);
  const queries = useQueryClient();
  const state = query.data?.state;
  useEffect(() => {
    if (state !== "done") return;
    void queries.invalidateQueries({ queryKey: projectKey(project) });
    void queries.invalidateQueries({ queryKey: labelsKey(project) });
    void queries.invalidateQueries({ queryKey: importsKey(project) });
    void queries.invalidateQueries({ queryKey: ["documents", project] });
  }, [state, project, queries]);
  return (
    <Loaded query={query} bars={[140]}>
      {(found) => (
        <Panel title="Import" actions={<StateBadge state={found.state} />}>
          <Stack gap="md">
            {found.state === "done" ? (
              <Done project={project} found={found} onAgain={onAgain} />
            ) : found.state === "failed" || found.state === "cancelled" ? (
              <Ended found={found} onAgain={onAgain} />
            ) : (
              <UnderWay found={found} />
            )}
          </Stack>
        </Panel>
      )}
    </Loaded>
  );
}

function UnderWay({ found }: { found: Import }): ReactElement {
  const cancel = useMutation({ mutationFn: () => post(`/imports/${found.id}/cancel`) });
  const { done, total, message } = found.progress;
  return (
    <>
      <Meter value={done} total={total} label="Import" />
      <Group justify="space-between">
        <span>
          {message || (found.state === "queued" ? "Waiting for a worker" : "Reading")}
          {total > 0 && ` · ${count(done)} of ${count(total)}`}
        </span>
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          Cancel
        </Button>
      </Group>
      <span>You may leave this page; the import goes on.</span>
    </>
  );
}

function Done({
  project,
  found,
  onAgain,
}: {
  project: number;
  found: Import;
  onAgain: () => void;
}): ReactElement {
  return (
    <>
      <Notice tone="good" title={`${counted(found.written, "document")} stored`}>
        {count(found.read)} read, {count(found.rejected)} rejected.
      </Notice>
      <Problems errors={found.errors} warnings={found.warnings} />
      <Group>
        <GoButton to={paths.project(project)}>Next step</GoButton>
        <GoButton variant="default" to={paths.documents(project)}>
          See the documents
        </GoButton>
        <Button variant="subtle" onClick={onAgain}>
          Import more
        </Button>
      </Group>
    </>
  );
}

function Ended({ found, onAgain }: { found: Import; onAgain: () => void }): ReactElement {
  return (
    <>
      <Notice
        tone={found.state === "failed" ? "bad" : "info"}
        title={
          found.state === "failed"
            ? "The import failed; nothing was stored"
            : "Cancelled; nothing was stored"
        }
      >
        {found.error?.message}
      </Notice>
      <Problems errors={found.errors} warnings={found.warnings} />
      <Group>
        <Button onClick={onAgain}>Try again</Button>
      </Group>
    </>
  );
}
