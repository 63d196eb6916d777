/** Three sentences for the first visit; they never cover the text and go for good when dismissed. */
import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";
import type { KeyedLabel } from "@/canvas/labels";
import css from "./Workbench.module.css";

const SEEN = "tagwright-coach-seen";

function stepsFor(labels: readonly KeyedLabel[]): string[] {
  const first = labels[0];
  const give =
    first?.key == null
      ? "Press L to make a label and give it."
      : `Press ${first.key.toUpperCase()} to label it ${first.name}.`;
  return [
    "Click a word, or go to it with the arrow keys. Shift and an arrow takes more words; N jumps to the next name or number.",
    `${give} With Shift, every same run of words in the document gets it. Backspace removes, Ctrl+Z takes back.`,
    "Press Enter when the text is done: the next one opens. Everything is saved as you go. Press ? for all keys.",
  ];
}

export function CoachMarks({ labels }: { labels: readonly KeyedLabel[] }): ReactElement | null {
  const [step, setStep] = useState(() => (localStorage.getItem(SEEN) === null ? 0 : -1));
  const steps = stepsFor(labels);
  const words = steps[step];
  if (words === undefined) return null;
  const end = () => {
    localStorage.setItem(SEEN, "yes");
    setStep(-1);
  };
  const last = step === steps.length - 1;
  return (
    <aside className={css.coach} aria-label="How to label">
      <span className={css.coachStep}>
        {step + 1} of {steps.length}
      </span>
      <p>{words}</p>
      {!last && (
        <Button size="compact-sm" variant="default" onClick={end}>
          Skip
        </Button>
      )}
      <Button size="compact-sm" onClick={() => (last ? end() : setStep(step + 1))}>
        {last ? "Got it" : "Next"}
      </Button>
    </aside>
  );
}
