/** What a study can be asked, as radio cards with plain words of what each answers. */
import type { ReactElement } from "react";
import type { Entry } from "../../../lib/schema";
import { Panel } from "../../../ui/Page";
import { questions } from "../api/studies";
import css from "./PresetChoice.module.css";

const asked = (kind: string) => questions[kind] ?? kind;

interface QuestionChoiceProps {
  entries: Entry[];
  value: string;
  onChange: (kind: string) => void;
}

export function QuestionChoice({ entries, value, onChange }: QuestionChoiceProps): ReactElement {
  return (
    <Panel title="What do you want to know?">
      <div className={css.cards} role="radiogroup" aria-label="What do you want to know?">
        {entries.map(({ kind, title, help }) => (
          <label key={kind} className={css.card}>
            <input
              type="radio"
              name="question"
              checked={kind === value}
              onChange={() => onChange(kind)}
            />
            <span>
              <strong>{asked(kind)}</strong> {help && <span className={css.help}>{help}</span>}
              <span className={css.source}>{title}</span>
            </span>
          </label>
        ))}
      </div>
    </Panel>
  );
}
