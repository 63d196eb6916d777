/** A secret that the server says only once: shown, copied, then gone. */
import type { ReactElement } from "react";
import { CopyButton } from "./CopyButton";
import { Notice } from "./Notice";
import css from "./Code.module.css";

export function Secret({
  title,
  text,
  note,
}: {
  title: string;
  text: string;
  note: string;
}): ReactElement {
  return (
    <Notice tone="good" title={title} action={<CopyButton text={text} />}>
      <code className={css.secret}>{text}</code>
      <div>{note}</div>
    </Notice>
  );
}
