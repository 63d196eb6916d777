/** Named recipes to start from, as radio cards. */
import type { ReactElement } from "react";
import type { Preset } from "../../../api/types";
import { Panel } from "../../../ui/Page";
import css from "./PresetChoice.module.css";

interface PresetChoiceProps {
  presets: Preset[];
  value: string | null;
  /** The settings below no longer are the preset's own. */
  changed: boolean;
  onChange: (preset: Preset) => void;
}

export function PresetChoice({
  presets,
  value,
  changed,
  onChange,
}: PresetChoiceProps): ReactElement | null {
  if (!presets.length) return null;
  return (
    <Panel title="Start from">
      <div className={css.cards} role="radiogroup" aria-label="Start from">
        {presets.map((preset) => (
          <label key={preset.name} className={css.card}>
            <input
              type="radio"
              name="preset"
              checked={preset.name === value}
              onChange={() => onChange(preset)}
              onClick={() => preset.name === value && changed && onChange(preset)}
            />
            <span>
              <strong>{preset.title}</strong>
              {preset.name === value && changed && <em className={css.changed}> changed by you</em>}
              <span className={css.help}>{preset.help}</span>
              <span className={css.source}>{preset.source}</span>
            </span>
          </label>
        ))}
      </div>
    </Panel>
  );
}
