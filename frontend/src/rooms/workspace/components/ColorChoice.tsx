/** The eight colours of the palette as radio buttons. */
import { Input } from "@mantine/core";
import type { ReactElement } from "react";
import css from "./ColorChoice.module.css";

const names = ["blue", "orange", "green", "magenta", "cyan", "olive", "violet", "red"];

interface ColorChoiceProps {
  value: number;
  onChange: (color: number) => void;
  error?: string;
}

export function ColorChoice({ value, onChange, error }: ColorChoiceProps): ReactElement {
  return (
    <fieldset className={css.set}>
      <legend>Colour</legend>
      <div className={css.row}>
        {names.map((name, i) => {
          const color = i + 1;
          return (
            <label
              key={name}
              className={css.choice}
              style={{
                borderColor: `var(--label-${color}-line)`,
                background: `var(--label-${color}-tint)`,
                color: `var(--label-${color}-line)`,
              }}
            >
              <input
                type="radio"
                name="label-color"
                checked={value === color}
                onChange={() => onChange(color)}
                aria-label={name}
              />
              {value === color ? "✓" : "Aa"}
            </label>
          );
        })}
      </div>
      {error && <Input.Error>{error}</Input.Error>}
    </fieldset>
  );
}
