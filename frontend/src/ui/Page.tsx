/** A page's head (where we are, what this is, what can be done) and its body. */
import type { ReactElement, ReactNode } from "react";
import { Go } from "./Go";
import { Icon } from "./Icon";
import css from "./Page.module.css";

interface PageProps {
  title: string;
  lead?: ReactNode;
  back?: { to: string; title: string };
  badge?: ReactNode;
  actions?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}

export function Page({
  title,
  lead,
  back,
  badge,
  actions,
  narrow,
  children,
}: PageProps): ReactElement {
  return (
    <div className={css.page} data-narrow={narrow || undefined}>
      <title>{`${title} · Tagwright`}</title>
      <header className={css.head}>
        <div className={css.words}>
          {back && (
            <Go to={back.to} className={css.back}>
              <Icon name="left" size={14} /> {back.title}
            </Go>
          )}
          <div className={css.title}>
            <h1>{title}</h1>
            {badge}
          </div>
          {lead && <p className={css.lead}>{lead}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface PanelProps {
  title?: string;
  lead?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}

/** A card with a title; `flush` lets tables reach its edges. */
export function Panel({ title, lead, actions, flush, children }: PanelProps): ReactElement {
  return (
    <section
      className={css.panel}
      data-flush={flush || undefined}
      {...(title ? { "aria-label": title } : {})}
    >
      {(title || actions) && (
        <div className={css.panelHead}>
          <div>
            {title && <h2>{title}</h2>}
            {lead && <p className={css.lead}>{lead}</p>}
          </div>
          {actions && <div className={css.actions}>{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
