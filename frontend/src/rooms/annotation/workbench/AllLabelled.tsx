/** Nothing is left to label: the one next act is a feature set. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { paths } from "@/lib/paths";
import { reaches, useProject } from "@/lib/project";
import { EmptyState } from "@/ui/EmptyState";
import { GoButton } from "@/ui/Go";
import css from "./Workbench.module.css";

export function AllLabelled({
  project,
  onBack,
}: {
  project: number;
  onBack: () => void;
}): ReactElement {
  const reviews = reaches(useProject(project).data?.role, "reviewer");
  return (
    <div className={css.finished}>
      <EmptyState
        icon="check"
        title="All sentences labelled"
        action={
          <div className={css.finishedActs}>
            {reviews && <GoButton to={paths.newFeatureSet(project)}>Make a feature set</GoButton>}
            <Button variant="subtle" onClick={onBack}>
              Back to the last document
            </Button>
          </div>
        }
      >
        {reviews
          ? "Next, freeze them into a feature set: the parts to train on and to test with."
          : "A reviewer of the project can now freeze them into a feature set to train on."}
      </EmptyState>
    </div>
  );
}
