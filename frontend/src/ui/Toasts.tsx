/** The messages of `lib/toast`, read out politely to screen readers. */
import { useSyncExternalStore, type ReactElement } from "react";
import { dismiss, toasts } from "../lib/toast";
import { Icon } from "./Icon";
import css from "./Toasts.module.css";

export function Toasts(): ReactElement {
  const all = useSyncExternalStore(toasts.subscribe, toasts.all);
  return (
    <div className={css.stack} role="status" aria-live="polite">
      {all.map((toast) => (
        <div key={toast.id} className={css.toast} data-tone={toast.tone}>
          <span>{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              className={css.action}
              onClick={() => {
                toast.action?.act();
                dismiss(toast.id);
              }}
            >
              {toast.action.title}
            </button>
          )}
          <button
            type="button"
            className={css.close}
            aria-label="Dismiss"
            onClick={() => dismiss(toast.id)}
          >
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
