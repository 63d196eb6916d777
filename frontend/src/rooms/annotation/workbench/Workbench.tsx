/** The annotation page's parts, put together around one document. */
import { useCallback, useEffect, useMemo, useState, type ReactElement } from "react";
import type { Label, Project } from "@/api/types";
import type { Command } from "@/canvas/keys";
import { keyed } from "@/canvas/labels";
import type { SaveQueue } from "../save-queue/queue";
import { ActBar } from "./ActBar";
import { AllLabelled } from "./AllLabelled";
import { Announcer } from "./Announcer";
import { Canvas } from "./Canvas";
import { CoachMarks } from "./CoachMarks";
import type { Document } from "./documents";
import { GuidelinePanel, useGuideline } from "./Guideline";
import { Head } from "./Head";
import { HelpOverlay } from "./HelpOverlay";
import { useJourney } from "./journey";
import { LabelBar } from "./LabelBar";
import { LabelPicker } from "./LabelPicker";
import { looksOf, LooksContext } from "./looks";
import "./marks.css";
import type { Sittings } from "./sitting";
import { SpansPanel } from "./SpansPanel";
import { Troubles } from "./Troubles";
import css from "./Workbench.module.css";

export interface WorkbenchProps {
  project: Project;
  document: Document;
  labels: readonly Label[];
  queue: SaveQueue;
  sittings: Sittings;
}

export function Workbench({
  project,
  document,
  labels: plain,
  queue,
  sittings,
}: WorkbenchProps): ReactElement {
  const sitting = sittings.open(document, project.task === "tokens");
  const { store } = sitting;
  const labels = useMemo(() => keyed(plain), [plain]);
  const looks = useMemo(() => looksOf(labels), [labels]);
  const [bio, setBio] = useState(false);
  const [over, setOver] = useState<"help" | "labels">();
  const { finished, leave, back, stay, leaving } = useJourney(document, sitting, sittings);
  const close = useCallback(() => setOver(undefined), []);
  const guideline = useGuideline(project);
  useEffect(() => sitting.refresh(document), [sitting, document]);
  const command = useCallback(
    (asked: Command) => {
      if (asked.do === "finish") return asked.way === 1 ? leave("done") : back();
      if (asked.do === "skip") return leave("skipped");
      if (asked.do === "bio") return setBio((on) => !on);
      if (asked.do === "guideline") return guideline.turn();
      if (asked.do === "help") return setOver("help");
      if (asked.do === "pick") return setOver("labels");
    },
    [leave, back, guideline],
  );
  return (
    <LooksContext value={looks}>
      <div className={css.bench}>
        <title>{`Label · ${project.name} · Tagwright`}</title>
        <Head
          project={project}
          document={document}
          state={sitting.state}
          queue={queue}
          bio={bio}
          onBio={setBio}
          guideline={guideline.shown}
          onGuideline={guideline.turn}
          onHelp={() => setOver("help")}
        />
        <Troubles queue={queue} sittings={sittings} />
        {finished ? (
          <AllLabelled project={project.id} onBack={stay} />
        ) : (
          <>
            <LabelBar store={store} labels={labels} onPick={() => setOver("labels")} />
            <CoachMarks labels={labels} />
            <div className={css.desk}>
              <Canvas
                store={store}
                labels={labels}
                bio={bio}
                leaving={leaving}
                onCommand={command}
              />
              <Announcer store={store} />
              <div className={css.side}>
                <GuidelinePanel guideline={guideline} />
                <SpansPanel key={document.id} store={store} labels={labels} />
              </div>
            </div>
            <ActBar store={store} onCommand={command} />
          </>
        )}
        <HelpOverlay labels={labels} opened={over === "help"} onClose={close} />
        <LabelPicker
          project={project.id}
          labels={labels}
          opened={over === "labels"}
          onClose={close}
          onLabel={(name) => store.give(name)}
        />
      </div>
    </LooksContext>
  );
}
