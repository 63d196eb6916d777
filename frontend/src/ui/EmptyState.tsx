/** Nothing here yet: what would be here, and the one act that brings it. */
import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import css from "./EmptyState.module.css";

interface EmptyStateProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps): ReactElement {
  return (
    <div className={css.empty}>
      <span className={css.icon}>
        <Icon name={icon} size={26} />
      </span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}
