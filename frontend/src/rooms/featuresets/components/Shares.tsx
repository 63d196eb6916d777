/** Train, dev and test as one bar, so that the shares can be seen to fill the whole. */
import type { ReactElement } from "react";
import { percent } from "../../../lib/format";
import type { Value } from "../../../lib/schema";
import css from "./Shares.module.css";

const parts = ["train", "dev", "test"] as const;

export function Shares({ split }: { split: Value }): ReactElement | null {
  const shares = parts.map((name) => split[name]);
  if (!shares.every((share): share is number => typeof share === "number")) return null;
  const total = shares.reduce((sum, share) => sum + share, 0);
  return (
    <div>
      <div className={css.bar} aria-hidden="true">
        {parts.map((name, i) =>
          shares[i]! > 0 ? (
            <span key={name} className={css[name]} style={{ flexGrow: shares[i]! }}>
              {name}
            </span>
          ) : null,
        )}
      </div>
      {Math.abs(total - 1) > 1e-9 && (
        <p className={css.wrong} role="status">
          The shares add up to {percent(total, 0)}; make them add up to 100 %.
        </p>
      )}
    </div>
  );
}
