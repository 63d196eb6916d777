/** A table that scrolls sideways inside its own box instead of stretching the page. */
import type { ReactElement, ReactNode } from "react";
import css from "./TableBox.module.css";

export function TableBox({
  label,
  children,
}: {
  label: string;
  children: ReactNode;
}): ReactElement {
  return (
    // A box that can scroll must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={css.box} tabIndex={0} role="region" aria-label={label}>
      <table className={css.table}>{children}</table>
    </div>
  );
}
