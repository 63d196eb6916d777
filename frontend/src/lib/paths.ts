/** Every address of the product, in one place. */
type Id = number | string;

const inProject = (project: Id, rest = "") => `/projects/${project}${rest}`;

export const paths = {
  projects: "/projects",
  signIn: "/sign-in",
  account: "/account",
  gallery: "/gallery",
  featured: (slug: string) => `/gallery/${encodeURIComponent(slug)}`,
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
  why: (project: Id, run: Id, text: string) =>
    inProject(project, `/runs/${run}?tab=why&text=${encodeURIComponent(text)}`),
  reading: (project: Id, reading: Id) => inProject(project, `/readings/${reading}`),
  embeddings: (project: Id) => inProject(project, "/embeddings"),
  newEmbedding: (project: Id, method?: string) =>
    inProject(project, `/embeddings/new${method ? `?method=${method}` : ""}`),
  embedding: (project: Id, embedding: Id) => inProject(project, `/embeddings/${embedding}`),
  studies: (project: Id) => inProject(project, "/studies"),
  newStudy: (project: Id) => inProject(project, "/studies/new"),
  study: (project: Id, study: Id) => inProject(project, `/studies/${study}`),
  compare: (project: Id) => inProject(project, "/compare"),
  deployments: (project: Id) => inProject(project, "/deployments"),
  deployment: (project: Id, deployment: Id) => inProject(project, `/deployments/${deployment}`),
  evaluate: (project: Id, deployment: Id) =>
    inProject(project, `/deployments/${deployment}/evaluate`),
  evaluation: (project: Id, deployment: Id, evaluation: Id) =>
    inProject(project, `/deployments/${deployment}/evaluations/${evaluation}`),
  settings: (project: Id) => inProject(project, "/settings"),
} as const;
