/** Texts come in: a file is looked at first and stored only when one agrees; or text is pasted. */
import { Tabs } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useId } from "../../lib/params";
import { Page, Panel } from "../../ui/Page";
import type { Source } from "../../lib/uploads";
import { counted } from "../../lib/format";
import { DropZone } from "../../ui/files/DropZone";
import { FilePreview } from "../../ui/files/FilePreview";
import { preview, start } from "./api/imports";
import { ImportProgress } from "./components/ImportProgress";
import { PastImports } from "./components/PastImports";
import { PasteText } from "./components/PasteText";

export default function ImportPage(): ReactElement {
  const project = useId("projectId");
  const [source, setSource] = useState<Source | null>(null);
  const [started, setStarted] = useState<number | null>(null);
  const restart = () => {
    setSource(null);
    setStarted(null);
  };
  return (
    <Page
      title="Import"
      lead="Labelled or plain text. You see what was understood before anything is stored."
    >
      {started !== null ? (
        <ImportProgress project={project} id={started} onAgain={restart} />
      ) : source ? (
        <FilePreview
          project={project}
          source={source}
          onSource={setSource}
          onCancel={restart}
          look={(...asked) => preview(project, ...asked)}
          go={async (...asked) => setStarted((await start(project, ...asked)).id)}
          verb={(seen) => `Import ${counted(seen.documents, "document")}`}
        />
      ) : (
        <Panel>
          <Tabs defaultValue="file" keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="file">Files</Tabs.Tab>
              <Tabs.Tab value="paste">Paste text</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="file">
              <DropZone onFiles={setSource} />
            </Tabs.Panel>
            <Tabs.Panel value="paste">
              <PasteText project={project} />
            </Tabs.Panel>
          </Tabs>
        </Panel>
      )}
      {!source && <PastImports project={project} />}
    </Page>
  );
}
