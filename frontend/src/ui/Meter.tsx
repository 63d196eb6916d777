/** A bar that says how much of a whole is done. */
import type { ReactElement } from "react";
import css from "./Meter.module.css";

interface MeterProps {
  value: number;
  total: number;
  label: string;
}

export function Meter({ value, total, label }: MeterProps): ReactElement {
  const share = total > 0 ? Math.min(1, Math.max(0, value / total)) : 0;
  return (
    <div
      className={css.meter}
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width={share * 100} height="6" fill="currentColor" />
      </svg>
    </div>
  );
}
