/** Every address and the page it shows; each page is fetched when it is first opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { paths } from "../lib/paths";
import { sessionQuery } from "../lib/session";
import { dismiss, say } from "../lib/toast";
import { Failed, Missing, Waiting } from "./Fallbacks";
import { ProjectShell } from "./ProjectShell";
import { queries } from "./queries";
import { Shell } from "./Shell";

const root = createRootRoute({ notFoundComponent: Missing });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("../rooms/workspace/SignInPage")),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await queries.ensureQueryData(sessionQuery);
    if (!session.user) throw redirect({ to: "/sign-in", search: { next: location.href } as never });
  },
});

/** Open to all: who is not signed in sees what owners made public. */
const open = createRoute({ getParentRoute: () => root, id: "open", component: Shell });
const openPage = (path: string, page: Parameters<typeof lazyRouteComponent>[0]) =>
  createRoute({ getParentRoute: () => open, path, component: lazyRouteComponent(page) });

/** Who came by a one-time link has no password yet. It is said where nothing else is at work. */
function welcome(): void {
  const act = () => void router.navigate({ to: paths.account });
  const id = say("Welcome. Set a password to be able to sign in again.", {
    action: { title: "Set a password", act },
    seconds: 20,
  });
  const leave = router.subscribe("onBeforeLoad", ({ toLocation }) => {
    if (/^\/(projects(\/\d+)?\/?)?$/.test(toLocation.pathname)) return;
    dismiss(id);
    leave();
  });
}

const start = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: ({ location }) => {
    if ((location.search as { welcome?: unknown }).welcome) welcome();
    throw redirect({ to: "/projects", replace: true });
  },
});
const projects = createRoute({
  getParentRoute: () => inside,
  path: "/projects",
  component: lazyRouteComponent(() => import("../rooms/workspace/ProjectsPage")),
});
const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: lazyRouteComponent(() => import("../rooms/workspace/AccountPage")),
});
const project = createRoute({
  getParentRoute: () => inside,
  path: "/projects/$projectId",
  component: ProjectShell,
});

const inProject = (path: string, page: Parameters<typeof lazyRouteComponent>[0]) =>
  createRoute({ getParentRoute: () => project, path, component: lazyRouteComponent(page) });

const tree = root.addChildren([
  signIn,
  open.addChildren([
    openPage("/gallery", () => import("../rooms/deployments/GalleryPage")),
    openPage("/gallery/$slug", () => import("../rooms/deployments/FeaturedPage")),
  ]),
  inside.addChildren([
    start,
    projects,
    account,
    project.addChildren([
      inProject("/", () => import("../rooms/workspace/HomePage")),
      inProject("/settings", () => import("../rooms/workspace/SettingsPage")),
      inProject("/import", () => import("../rooms/annotation/ImportPage")),
      inProject("/documents", () => import("../rooms/annotation/DocumentsPage")),
      inProject("/documents/$documentId", () => import("../rooms/annotation/AnnotatePage")),
      inProject("/feature-sets", () => import("../rooms/featuresets/FeatureSetsPage")),
      inProject("/feature-sets/new", () => import("../rooms/featuresets/NewFeatureSetPage")),
      inProject("/feature-sets/$featureSetId", () => import("../rooms/featuresets/FeatureSetPage")),
      inProject("/feature-sets/$featureSetId/train", () => import("../rooms/training/TrainPage")),
      inProject("/runs", () => import("../rooms/training/RunsPage")),
      inProject("/runs/$runId", () => import("../rooms/training/RunPage")),
      inProject("/readings/$readingId", () => import("../rooms/training/ReadingPage")),
      inProject("/embeddings", () => import("../rooms/training/EmbeddingsPage")),
      inProject("/embeddings/new", () => import("../rooms/training/NewEmbeddingPage")),
      inProject("/embeddings/$embeddingId", () => import("../rooms/training/EmbeddingPage")),
      inProject("/studies", () => import("../rooms/training/StudiesPage")),
      inProject("/studies/new", () => import("../rooms/training/NewStudyPage")),
      inProject("/studies/$studyId", () => import("../rooms/training/StudyPage")),
      inProject("/compare", () => import("../rooms/training/ComparePage")),
      inProject("/deployments", () => import("../rooms/deployments/DeploymentsPage")),
      inProject("/deployments/$deploymentId", () => import("../rooms/deployments/DeploymentPage")),
      inProject(
        "/deployments/$deploymentId/evaluate",
        () => import("../rooms/deployments/EvaluatePage"),
      ),
      inProject(
        "/deployments/$deploymentId/evaluations/$evaluationId",
        () => import("../rooms/deployments/EvaluationPage"),
      ),
    ]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: Missing,
  scrollRestoration: true,
});
