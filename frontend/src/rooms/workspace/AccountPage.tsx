/** One's own password and personal API tokens. */
import type { ReactElement } from "react";
import { paths } from "../../lib/paths";
import { useUser } from "../../lib/session";
import { Page } from "../../ui/Page";
import { PasswordPanel } from "./components/PasswordPanel";
import { TokensPanel } from "./components/TokensPanel";

export default function AccountPage(): ReactElement {
  const user = useUser();
  return (
    <Page
      title="Account"
      lead={user ? `Signed in as ${user.username}.` : undefined}
      back={{ to: paths.projects, title: "Projects" }}
      narrow
    >
      <PasswordPanel />
      <TokensPanel />
    </Page>
  );
}
