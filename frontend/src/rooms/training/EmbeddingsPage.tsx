/** Word vectors that were learned from this project's own text. */
import type { ReactElement } from "react";
import type { Embedding } from "../../api/types";
import { count, megabytes, percent } from "../../lib/format";
import { useId } from "../../lib/params";
import { paths } from "../../lib/paths";
import { reaches, useProject } from "../../lib/project";
import { EmptyState } from "../../ui/EmptyState";
import { Go, GoButton } from "../../ui/Go";
import { Loaded } from "../../ui/Loaded";
import { Page, Panel } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { TableBox } from "../../ui/TableBox";
import { When } from "../../ui/When";
import { useEmbeddings } from "./api/embeddings";

export default function EmbeddingsPage(): ReactElement {
  const project = useId("projectId");
  const embeddings = useEmbeddings(project);
  const owner = reaches(useProject(project).data?.role, "owner");
  const begin = owner && <GoButton to={paths.newEmbedding(project)}>Learn word vectors</GoButton>;
  return (
    <Page
      title="Embeddings"
      lead="Learned from this project's own text. When you train, choose word vectors under “Word embedding”, a biLM under “Contextual embedding”."
      back={{ to: paths.runs(project), title: "Runs" }}
      actions={embeddings.data?.results.length ? begin : undefined}
    >
      <Loaded query={embeddings} bars={[200]}>
        {({ results }) =>
          results.length ? (
            <EmbeddingTable project={project} embeddings={results} />
          ) : (
            <EmptyState icon="documents" title="No word vectors yet" action={begin}>
              Vectors tell a model which words are alike before it sees a label. They are learned
              from all documents, also from those that nobody has labelled; nothing is downloaded.
              This helps most when there is much text and little of it is labelled.
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}

interface EmbeddingTableProps {
  project: number;
  embeddings: Embedding[];
}

function EmbeddingTable({ project, embeddings }: EmbeddingTableProps): ReactElement {
  return (
    <Panel flush>
      <TableBox label="Embeddings">
        <thead>
          <tr>
            <th>Name</th>
            <th>Method</th>
            <th>State</th>
            <th data-end>Dimension</th>
            <th data-end>Words</th>
            <th data-end>Size</th>
            <th>Begun</th>
          </tr>
        </thead>
        <tbody>
          {embeddings.map((one) => (
            <tr key={one.id} data-link>
              <th scope="row">
                <Go to={paths.embedding(project, one.id)}>{one.name}</Go>
              </th>
              <td>{one.method}</td>
              <td>
                <StateBadge state={one.state} title={stateText(one)} />
              </td>
              <td data-end>{one.dimension ?? "–"}</td>
              <td data-end>{count(one.words)}</td>
              <td data-end>{megabytes(one.size)}</td>
              <td>
                <When at={one.created_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}

const stateText = ({ state, progress }: Embedding): string =>
  state === "running" && progress.total
    ? `running, ${percent(progress.done / progress.total, 0)}`
    : state;
