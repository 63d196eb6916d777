/** What stands where a page cannot: under way, failed, or not there. */
import { Button, Skeleton } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { sentence } from "../lib/http";
import { paths } from "../lib/paths";
import { EmptyState } from "../ui/EmptyState";
import { GoButton } from "../ui/Go";
import { Page } from "../ui/Page";

export function Waiting(): ReactElement {
  return (
    <Page title="Loading">
      <Skeleton height={140} radius="md" />
      <Skeleton height={220} radius="md" />
    </Page>
  );
}

export function Failed({ error, reset }: ErrorComponentProps): ReactElement {
  return (
    <Page title="This page failed" narrow>
      <EmptyState
        icon="warn"
        title="This page could not be shown"
        action={
          <Button onClick={() => (isStale(error) ? window.location.reload() : reset())}>
            Try again
          </Button>
        }
      >
        {isStale(error) ? "Tagwright was updated meanwhile. Load the page again." : sentence(error)}
      </EmptyState>
    </Page>
  );
}

/** After an update the old page asks for files that are gone. */
const isStale = (error: unknown) =>
  error instanceof Error && /dynamically imported module|Importing a module/i.test(error.message);

export function Missing(): ReactElement {
  return (
    <Page title="Not found" narrow>
      <EmptyState
        icon="search"
        title="There is no such page"
        action={<GoButton to={paths.projects}>Go to the projects</GoButton>}
      >
        It may have been deleted, or its address was mistyped.
      </EmptyState>
    </Page>
  );
}
