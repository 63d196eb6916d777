/** Every key that works here, from the same map the canvas obeys. */
import { Modal } from "@mantine/core";
import type { ReactElement } from "react";
import { HELP } from "@/canvas/keys";
import type { KeyedLabel } from "@/canvas/labels";
import { Key } from "./Key";
import css from "./Workbench.module.css";

interface HelpProps {
  labels: readonly KeyedLabel[];
  opened: boolean;
  onClose: () => void;
}

export function HelpOverlay({ labels, opened, onClose }: HelpProps): ReactElement {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title="Keys"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <table className={css.help}>
        <thead className={css.unseen}>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">What it does</th>
          </tr>
        </thead>
        <tbody>
          {HELP.map(({ keys, does }) => (
            <tr key={keys}>
              <th scope="row">{keys}</th>
              <td>{does}</td>
            </tr>
          ))}
          {labels.map(({ id, key, name }) => (
            <tr key={id}>
              <th scope="row">{key === null ? "L" : <Key name={key} />}</th>
              <td>{name}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.faint}>
        Mouse: click puts the caret, drag selects whole words, a double click gives the held label.
        Touch: tap the first word, tap the last, tap a label.
      </p>
    </Modal>
  );
}
