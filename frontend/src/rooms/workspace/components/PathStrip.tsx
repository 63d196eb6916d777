/** Import → Label → Feature set → Train → Deploy, and the one button that leads on. */
import type { ReactElement, ReactNode } from "react";
import type { PathStep, ProjectPath, Role } from "../../../api/types";
import { reaches } from "../../../lib/project";
import { Go, GoButton } from "../../../ui/Go";
import { Icon } from "../../../ui/Icon";
import css from "./PathStrip.module.css";

const spoken = { done: "done", current: "next", waiting: "later" };

/** Who only labels reads of the other steps, and cannot open them. */
const FOR_ANNOTATORS = new Set(["label", "feature_set"]);

interface PathStripProps {
  path: ProjectPath;
  role: Role | undefined;
}

export function PathStrip({ path, role }: PathStripProps): ReactElement {
  return (
    <section className={css.box} aria-label="From text to API">
      <ol className={css.strip}>
        {path.steps.map((step, i) => (
          <li key={step.key} className={css.step} data-state={step.state}>
            <Place step={step} open={FOR_ANNOTATORS.has(step.key) || reaches(role, "reviewer")}>
              <span className={css.mark}>
                {step.state === "done" ? <Icon name="check" size={15} /> : i + 1}
              </span>
              <span className={css.words}>
                <span className={css.title}>
                  {step.title}
                  <span className="visually-hidden"> ({spoken[step.state]})</span>
                </span>
                <span className={css.detail} title={step.detail}>
                  {step.detail}
                </span>
              </span>
            </Place>
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

interface PlaceProps {
  step: PathStep;
  open: boolean;
  children: ReactNode;
}

function Place({ step, open, children }: PlaceProps): ReactElement {
  const here = step.state === "current" ? ("step" as const) : undefined;
  if (!open)
    return (
      <div className={css.link} aria-current={here}>
        {children}
      </div>
    );
  return (
    <Go to={step.href} className={css.link} aria-current={here}>
      {children}
    </Go>
  );
}
