/** A sentence that matters, with a tone that is also written as an icon; never colour alone. */
import type { ReactElement, ReactNode } from "react";
import { Icon } from "./Icon";
import css from "./Notice.module.css";

export type Tone = "info" | "good" | "warn" | "bad";

interface NoticeProps {
  tone?: Tone;
  title?: string;
  action?: ReactNode;
  children?: ReactNode;
}

const icons = { info: "info", good: "check", warn: "warn", bad: "warn" } as const;

export function Notice({ tone = "info", title, action, children }: NoticeProps): ReactElement {
  return (
    <div className={css.notice} data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      <span className={css.icon}>
        <Icon name={icons[tone]} />
      </span>
      <div className={css.words}>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}
