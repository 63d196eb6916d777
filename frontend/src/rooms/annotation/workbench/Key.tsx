/** A key as it is printed on the keyboard. */
import type { ReactElement } from "react";
import css from "./Workbench.module.css";

export const Key = ({ name }: { name: string }): ReactElement => (
  <kbd className={css.key} aria-hidden="true">
    {name.length === 1 ? name.toUpperCase() : name}
  </kbd>
);
