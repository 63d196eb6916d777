/** The call in three languages, with the real address and, while it is known, the real key. */
import { Tabs } from "@mantine/core";
import type { ReactElement } from "react";
import type { Deployment } from "../../../api/types";
import { keyOf } from "../../../lib/fresh-keys";
import { Code } from "../../../ui/Code";
import { Panel } from "../../../ui/Page";
import css from "./AddressPanel.module.css";

const languages = [
  ["curl", "curl"],
  ["python", "Python"],
  ["javascript", "JavaScript"],
] as const;

/** What the server writes where the key belongs. */
const placeholder = /YOUR_KEY/g;

export const withKey = (snippet: string, key: string | undefined): string =>
  key ? snippet.replace(placeholder, () => key) : snippet;

export function Snippets({ deployment }: { deployment: Deployment }): ReactElement {
  const key = keyOf(deployment.id);
  return (
    <Panel
      title="Use it"
      lead={
        key ? "Ready to run: the key is filled in." : "Put your key where the snippet names it."
      }
    >
      <Tabs defaultValue="curl">
        <Tabs.List mb="sm">
          {languages.map(([name, title]) => (
            <Tabs.Tab key={name} value={name}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {languages.map(([name, title]) => (
          <Tabs.Panel key={name} value={name}>
            <Code label={`${title} snippet`} text={withKey(deployment.snippets[name], key)} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <p className={css.docs}>
        Other bodies, offsets and answers are described in the{" "}
        <a href={deployment.docs_url}>OpenAPI document of this address</a>.
      </p>
    </Panel>
  );
}
