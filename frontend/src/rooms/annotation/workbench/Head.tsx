/** Where one is in the work, whether it is saved, and how the text is shown. */
import type { ReactElement } from "react";
import type { Project } from "@/api/types";
import { count } from "@/lib/format";
import { paths } from "@/lib/paths";
import { Go } from "@/ui/Go";
import { Icon } from "@/ui/Icon";
import { Meter } from "@/ui/Meter";
import type { SaveQueue } from "../save-queue/queue";
import type { Document } from "./documents";
import { Key } from "./Key";
import { keepFocus } from "./LabelBar";
import { SaveBadge } from "./SaveBadge";
import css from "./Workbench.module.css";

interface HeadProps {
  project: Project;
  document: Document;
  state: Document["state"];
  queue: SaveQueue;
  bio: boolean;
  onBio: (bio: boolean) => void;
  guideline: boolean;
  onGuideline: () => void;
  onHelp: () => void;
}

const STATES = { new: "to label", done: "done", skipped: "skipped" } as const;

export function Head({
  project,
  document,
  state,
  queue,
  bio,
  onBio,
  guideline,
  onGuideline,
  onHelp,
}: HeadProps): ReactElement {
  const { done, total } = project.documents;
  return (
    <header className={css.head}>
      <h1 className={css.where}>
        <Go to={paths.documents(project.id)} className={css.round} aria-label="All documents">
          <Icon name="documents" size={16} />
        </Go>
        <Neighbour
          project={project.id}
          to={document.previous}
          title="Previous document"
          icon="left"
        />
        <span>
          <span className={css.unseen}>Document </span>
          {count(document.position)} of {count(document.total)}
        </span>
        <Neighbour project={project.id} to={document.next} title="Next document" icon="right" />
        <span className={css.state} data-state={state}>
          {STATES[state]}
        </span>
      </h1>
      <div className={css.progress}>
        <Meter value={done} total={total} label="Documents done" />
        <span>{count(done)} done</span>
      </div>
      <SaveBadge queue={queue} />
      <div className={css.switch} role="group" aria-label="Show the text as">
        {[false, true].map((each) => (
          <button
            key={String(each)}
            type="button"
            aria-pressed={bio === each}
            onMouseDown={keepFocus}
            onClick={() => onBio(each)}
          >
            {each ? "BIO" : "Spans"}
          </button>
        ))}
      </div>
      {project.guideline && (
        <button
          type="button"
          className={css.named}
          aria-label="Guideline"
          aria-pressed={guideline}
          aria-keyshortcuts="g"
          onMouseDown={keepFocus}
          onClick={onGuideline}
        >
          <Icon name="info" size={16} />
          <span>Guideline</span> <Key name="g" />
        </button>
      )}
      <button
        type="button"
        className={css.round}
        data-wide=""
        onMouseDown={keepFocus}
        onClick={onHelp}
        aria-label="All keys"
      >
        ?
      </button>
    </header>
  );
}

interface NeighbourProps {
  project: number;
  to: number | null;
  title: string;
  icon: "left" | "right";
}

function Neighbour({ project, to, title, icon }: NeighbourProps): ReactElement {
  if (to === null) return <span className={css.round} data-empty="" data-wide="" />;
  return (
    <Go
      to={paths.document(project, to)}
      className={css.round}
      data-wide=""
      aria-label={title}
      onMouseDown={keepFocus}
    >
      <Icon name={icon} size={16} />
    </Go>
  );
}
