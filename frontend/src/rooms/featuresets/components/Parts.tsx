/** Sentences, tokens and entities of each part, side by side. */
import type { ReactElement } from "react";
import type { SummaryPart } from "../../../api/types";
import { count } from "../../../lib/format";
import { tagged } from "../../../lib/report";
import { Panel } from "../../../ui/Page";
import { TableBox } from "../../../ui/TableBox";
import css from "./Parts.module.css";

const roles: Record<string, string> = {
  train: "to learn from",
  dev: "to watch while training",
  test: "kept aside for the report",
};

export function Parts({ parts }: { parts: SummaryPart[] }): ReactElement {
  const spans = !tagged(...parts);
  return (
    <Panel title="Parts" flush>
      <TableBox label="Parts">
        <thead>
          <tr>
            <th>Part</th>
            <th data-end>Documents</th>
            <th data-end>Sentences</th>
            {spans && <th data-end>without entity</th>}
            <th data-end>Tokens</th>
            {spans && <th data-end>Entities</th>}
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part.name}>
              <th scope="row">
                {part.name} <span className={css.role}>{roles[part.name]}</span>
              </th>
              <td data-end>{count(part.documents)}</td>
              <td data-end>{count(part.sentences)}</td>
              {spans && <td data-end>{count(part.empty_sentences)}</td>}
              <td data-end>{count(part.tokens)}</td>
              {spans && <td data-end>{count(part.entities)}</td>}
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Panel>
  );
}
