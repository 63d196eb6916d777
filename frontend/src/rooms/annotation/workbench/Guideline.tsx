/** The guideline beside the text: in the column where there is room, over the page where there is not. */
import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useMemo, useState, type ReactElement } from "react";
import type { Project } from "@/api/types";
import { say } from "@/lib/toast";
import { Markup } from "@/ui/Markup";
import css from "./Workbench.module.css";

const HIDDEN = "tagwright-guideline-hidden";

export interface Guideline {
  readonly text: string;
  readonly shown: boolean;
  readonly beside: boolean;
  readonly turn: () => void;
}

/** Where it has room it is in view until someone hides it; on a small screen it is asked for. */
export function useGuideline({ guideline = "" }: Project): Guideline {
  const beside = useMediaQuery("(min-width: 1100px)", undefined, {
    getInitialValueInEffect: false,
  });
  const [wanted, setWanted] = useState<boolean>();
  const shown = (wanted ?? (beside && localStorage.getItem(HIDDEN) === null)) && guideline !== "";
  const turn = useCallback(() => {
    if (guideline === "")
      return say("This project has no guideline. An owner writes it in Settings.");
    if (beside && shown) localStorage.setItem(HIDDEN, "yes");
    if (beside && !shown) localStorage.removeItem(HIDDEN);
    setWanted(!shown);
  }, [beside, guideline, shown]);
  return useMemo(
    () => ({ text: guideline, shown, beside, turn }),
    [guideline, shown, beside, turn],
  );
}

export function GuidelinePanel({ guideline }: { guideline: Guideline }): ReactElement | null {
  const { text, shown, beside, turn } = guideline;
  if (!beside)
    return (
      <Modal
        opened={shown}
        onClose={turn}
        title="Guideline"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Markup text={text} />
      </Modal>
    );
  if (!shown) return null;
  return (
    // A long text that scrolls must be reachable by keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={css.guideline} aria-label="Guideline" tabIndex={0}>
      <h2>Guideline</h2>
      <Markup text={text} />
    </section>
  );
}
