/** Named recipes to start from, as radio cards: the first few at once, all others on demand. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { Preset } from "../../../api/types";
import { count } from "../../../lib/format";
import { Icon } from "../../../ui/Icon";
import { Panel } from "../../../ui/Page";
import css from "./PresetChoice.module.css";

const LEADING = 4;

/** The preset to start from with so many training sentences. */
export const startOf = (presets: Preset[], sentences: number): Preset | undefined =>
  presets.find((preset) => sentences <= preset.sentences) ?? presets[0];

interface PresetChoiceProps {
  presets: Preset[];
  /** To learn from. */
  sentences: number;
  value: string | null;
  /** The settings below no longer are the preset's own. */
  changed: boolean;
  onChange: (preset: Preset) => void;
}

export function PresetChoice({
  presets,
  sentences,
  value,
  changed,
  onChange,
}: PresetChoiceProps): ReactElement | null {
  const [asked, setAsked] = useState(false);
  const open = asked || presets.slice(LEADING).some((preset) => preset.name === value);
  const shown = open ? presets : presets.slice(0, LEADING);
  if (!presets.length) return null;
  return (
    <Panel title="Start from">
      <div className={css.cards} role="radiogroup" aria-label="Start from">
        {shown.map((preset) => (
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
              {sentences <= preset.sentences && (
                <span className={css.few}>
                  Chosen for your {count(sentences)} sentences: made for up to{" "}
                  {count(preset.sentences)}.
                </span>
              )}
              <span className={css.help}>{preset.help}</span>
              <span className={css.source}>{preset.source}</span>
            </span>
          </label>
        ))}
      </div>
      {presets.length > LEADING && (
        <Button
          variant="subtle"
          size="compact-sm"
          mt={8}
          h="auto"
          styles={{ label: { whiteSpace: "normal", textAlign: "left" } }}
          aria-expanded={open}
          leftSection={<Icon name={open ? "down" : "right"} size={14} />}
          onClick={() => setAsked(!asked)}
        >
          Arrangements of papers and baselines ({presets.length - LEADING})
        </Button>
      )}
    </Panel>
  );
}
