/** Every address of the product, in one place. */
type Id = number | string;

const inProject = (project: Id, rest = "") => `/projects/${project}${rest}`;

export const paths = {
  projects: "/projects",
  signIn: "/sign-in",
  account: "/account",
  project: (project: Id) => inProject(project),
  import: (project: Id) => inProject(project, "/import"),
  documents: (project: Id) => inProject(project, "/documents"),
  document: (project: Id, document: Id) => inProject(project, `/documents/${document}`),
  featureSets: (project: Id) => inProject(project, "/feature-sets"),
  newFeatureSet: (project: Id) => inProject(project, "/feature-sets/new"),
  featureSet: (project: Id, set: Id) => inProject(project, `/feature-sets/${set}`),
  train: (project: Id, set: Id) => inProject(project, `/feature-sets/${set}/train`),
  runs: (project: Id) => inProject(project, "/runs"),
  run: (project: Id, run: Id) => inProject(project, `/runs/${run}`),
  compare: (project: Id) => inProject(project, "/compare"),
  deployments: (project: Id) => inProject(project, "/deployments"),
  deployment: (project: Id, deployment: Id) => inProject(project, `/deployments/${deployment}`),
  settings: (project: Id) => inProject(project, "/settings"),
} as const;
