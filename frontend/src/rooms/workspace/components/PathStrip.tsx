/** Import → Label → Feature set → Train → Deploy, and the one button that leads on. */
import type { ReactElement } from "react";
import type { ProjectPath } from "../../../api/types";
import { Go, GoButton } from "../../../ui/Go";
import { Icon } from "../../../ui/Icon";
import css from "./PathStrip.module.css";

const spoken = { done: "done", current: "next", waiting: "later" };

export function PathStrip({ path }: { path: ProjectPath }): ReactElement {
  return (
    <section className={css.box} aria-label="From text to API">
      <ol className={css.strip}>
        {path.steps.map((step, i) => (
          <li key={step.key} className={css.step} data-state={step.state}>
            <Go
              to={step.href}
              className={css.link}
              aria-current={step.state === "current" ? "step" : undefined}
            >
              <span className={css.mark}>
                {step.state === "done" ? <Icon name="check" size={15} /> : i + 1}
              </span>
              <span className={css.words}>
                <span className={css.title}>
                  {step.title}
                  <span className="visually-hidden"> ({spoken[step.state]})</span>
                </span>
                <span className={css.detail}>{step.detail}</span>
              </span>
            </Go>
          </li>
        ))}
      </ol>
      {path.next && (
        <div className={css.next}>
          <div>
            <strong>{path.next.title}</strong>
            <div className={css.detail}>{path.next.detail}</div>
          </div>
          <GoButton size="md" to={path.next.href}>
            {path.next.action}
          </GoButton>
        </div>
      )}
    </section>
  );
}
