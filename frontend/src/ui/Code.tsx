/** A block of code with a copy button; long lines scroll inside it. */
import type { ReactElement } from "react";
import { CopyButton } from "./CopyButton";
import css from "./Code.module.css";

export function Code({ text, label }: { text: string; label: string }): ReactElement {
  return (
    <div className={css.block}>
      <div className={css.copy}>
        <CopyButton text={text} />
      </div>
      {/* Scrollable, so it must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={label} role="region">
        {text}
      </pre>
    </div>
  );
}
