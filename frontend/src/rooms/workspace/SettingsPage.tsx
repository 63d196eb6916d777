/** What an owner sets: name and guideline, labels, members, and the end of the project. */
import { Tabs } from "@mantine/core";
import type { ReactElement } from "react";
import { useId, useWords } from "../../lib/params";
import { reaches, useProject } from "../../lib/project";
import { Loaded } from "../../ui/Loaded";
import { Notice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { GeneralTab } from "./components/GeneralTab";
import { LabelsTab } from "./components/LabelsTab";
import { MembersTab } from "./components/MembersTab";

export default function SettingsPage(): ReactElement {
  const project = useProject(useId("projectId"));
  const [words, setWords] = useWords();
  return (
    <Page title="Settings">
      <Loaded query={project}>
        {(data) => (
          <>
            {!reaches(data.role, "owner") && (
              <Notice>
                Only an owner of this project can change its name and its members; you can read
                them.
              </Notice>
            )}
            <Tabs
              value={words["tab"] ?? "general"}
              onChange={(tab) => setWords({ tab: tab ?? undefined })}
              keepMounted={false}
            >
              <Tabs.List mb="lg">
                <Tabs.Tab value="general">General</Tabs.Tab>
                <Tabs.Tab value="labels">Labels</Tabs.Tab>
                <Tabs.Tab value="members">Members</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="general">
                <GeneralTab project={data} />
              </Tabs.Panel>
              <Tabs.Panel value="labels">
                <LabelsTab project={data} />
              </Tabs.Panel>
              <Tabs.Panel value="members">
                <MembersTab project={data} />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </Loaded>
    </Page>
  );
}
