/** The shapes that travel over /api/v1. Offsets named `start` and `end` say beside them what they count. */

export type Role = "owner" | "reviewer" | "annotator";
export type Task = "ner" | "tokens";
export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface Problem {
  at: (string | number)[];
  code: string;
  message: string;
}

export interface ErrorBody {
  code: string;
  message: string;
  errors?: Problem[];
}

export interface Page<Row> {
  results: Row[];
  next: string | number | null;
}

/** A resource that a job makes carries the job's fields. */
export interface JobFields {
  state: JobState;
  progress: { done: number; total: number; message: string };
  error: ErrorBody | null;
  queued_at: string | null;
  started_at: string | null;
  finished_at: string | null;
}

export interface User {
  id: number;
  username: string;
  name: string;
  /** False for who came by a one-time link and set no password yet. */
  has_password?: boolean;
}

export interface Session {
  user: User | null;
  version?: string;
}

export interface ApiToken {
  id: number;
  name: string;
  prefix: string;
  created_at: string;
  last_used_at: string | null;
}

export interface NewApiToken extends ApiToken {
  token: string;
}

export interface Project {
  id: number;
  name: string;
  task: Task;
  tokenizer: string;
  language: string;
  role: Role;
  created_at: string;
  documents: { total: number; done: number; new: number; skipped: number };
  is_demo: boolean;
  guideline?: string;
}

export type StepKey = "import" | "label" | "feature_set" | "train" | "deploy";

export interface PathStep {
  key: StepKey;
  state: "done" | "current" | "waiting";
  title: string;
  detail: string;
  href: string;
}

export interface ProjectPath {
  steps: PathStep[];
  next: { key: StepKey; title: string; detail: string; action: string; href: string } | null;
}

export interface Member {
  id: number;
  username: string;
  role: Role;
  created_at: string;
  sign_in_link?: string | null;
}

export interface StoredFile {
  id: number;
  name: string;
  size: number;
  sha256: string;
  kind: string;
  info?: Record<string, unknown>;
}

export interface Label {
  id: number;
  name: string;
  color: number;
  key: string | null;
  position: number;
  description: string;
  spans: number;
}

/** A labelled stretch; whether it counts tokens or code points is said where it is used. */
export interface SpanOut {
  start: number;
  end: number;
  label: string;
}

export type TokenRange = [start: number, end: number];

export interface ImportProblem {
  file: string;
  /** Counted from 1; 0 where the problem has no line or column. */
  line: number;
  column: number;
  code: string;
  message: string;
}

export interface ImportPreview {
  format: string;
  title: string;
  formats: { name: string; title: string }[];
  options: Record<string, unknown>;
  mapping: { column: string | number; role: string; example: string }[];
  documents: number;
  sentences: number;
  tokens: number;
  spans: number;
  labels: { name: string; spans: number }[];
  /** Tokens in code points of the row's text, spans as token ranges. */
  rows: { text: string; tokens: TokenRange[]; spans: SpanOut[] }[];
  errors: ImportProblem[];
  /** All of them; `errors` holds the first. */
  error_count?: number;
  /** False when a very large file was not read to its end. */
  complete?: boolean;
  warnings: ImportProblem[];
}

export interface Import extends JobFields {
  id: number;
  file: string;
  format: string;
  options: Record<string, unknown>;
  read: number;
  written: number;
  rejected: number;
  warnings: ImportProblem[];
  errors: ImportProblem[];
}

export interface FormatOption {
  name: string;
  title: string;
  help: string;
  type: string;
  choices: string[] | null;
  default: unknown;
}

export interface Format {
  name: string;
  title: string;
  reads: boolean;
  writes: boolean;
  options: FormatOption[];
}

export type DocumentState = "new" | "done" | "skipped";

/** A row of the documents list; `text` may be cut, spans are code points. */
export interface DocumentRow {
  id: number;
  text: string;
  state: DocumentState;
  version: number;
  spans: SpanOut[];
  tokens: number;
  annotated_by: string | null;
  updated_at: string;
}

export interface SplitSchema {
  schema: JsonSchema;
  presets: SplitPreset[];
}

/** What a project's feature sets can be made of. */
export interface SplitChoices {
  layers: string[];
  sources: string[];
}

/** Documents of one part: those on the list, and those that meet every condition given. */
export interface Pick {
  documents?: number[];
  label?: string | null;
  state?: "new" | "done" | null;
  q?: string | null;
  source?: string | null;
}

export interface SplitPreset {
  name: string;
  title: string;
  split: Record<string, unknown>;
}

export type PartName = "train" | "dev" | "test";

export interface FeatureSet extends JobFields {
  id: number;
  name: string;
  split: Record<string, unknown> & { kind: string };
  /** The token layer that is learnt; empty for the marked spans. */
  target: string;
  hash: string | null;
  counts: Record<PartName, number> | null;
  created_at: string;
  summary?: Summary | null;
}

export interface SummaryPart {
  name: PartName;
  documents: number;
  sentences: number;
  tokens: number;
  entities: number;
  labels: { name: string; count: number; share: number }[];
  empty_sentences: number;
}

export interface SummaryProblem {
  kind: string;
  severity: "error" | "warning" | "info";
  message: string;
  detail: Record<string, unknown>;
  fix: { problem: string; title: string } | null;
}

export interface Summary {
  parts: SummaryPart[];
  problems: SummaryProblem[];
  duplicates: {
    extra_copies: number;
    sentences: number;
    conflicting: number;
    across_parts: number;
  };
  examples: { text: string; count: number; parts: string[]; conflict: boolean }[];
  /** Shares from 0 to 1; null where a part is empty. */
  unseen: {
    words: Partial<Record<PartName, number | null>>;
    entities: Partial<Record<PartName, number | null>>;
  };
  lengths: {
    histogram: [from: number, to: number, count: number][];
    max: number;
    mean: number;
    p95: number;
    cuts: { at: number; sentences: number; tokens: number; entities: number }[];
  };
}

export interface SnapshotRow {
  number: number;
  text: string;
  tokens: TokenRange[];
  spans: SpanOut[] | [number, number, string][];
}

/** The part of JSON Schema that pydantic writes for our forms. */
export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  multipleOf?: number;
  "x-auto"?: boolean | string;
  "x-given"?: boolean;
  "x-group"?: string;
  "x-help"?: string;
  "x-widget"?: string;
  "x-visible-if"?: Record<string, unknown>;
}

export type Recipe = Record<string, unknown>;

export interface Preset {
  name: string;
  title: string;
  source: string;
  help: string;
  recipe: Recipe;
  /** The one to start from up to so many training sentences; 0 = for no number of them. */
  sentences: number;
}

export interface Estimate {
  seconds: number | null;
  memory_mb: number | null;
  parameters: number | null;
  batch: { tokens: number; sentences: number } | null;
  learning_rate: number | null;
  notes: string[];
  /** What speaks against training so; an estimate of a remedy has none. */
  warnings?: string[];
}

export interface Epoch {
  epoch: number;
  loss: number;
  dev_loss: number | null;
  precision: number | null;
  recall: number | null;
  f1: number | null;
  seconds: number;
  tokens_per_second: number;
  sentences_per_second: number;
  learning_rate: number;
  /** Share of the dev part's tokens whose tag is right; runs from before have none. */
  dev_accuracy?: number | null;
  /** Batches of the epoch; runs from before have none. */
  steps?: number;
}

export interface Score {
  precision: number;
  recall: number;
  f1: number;
  support?: number;
  predicted?: number;
  /** The middle 95 % of what other sentences of the same kind would have given. */
  interval?: { f1: Interval; precision: Interval; recall: Interval };
}

/** From, to. */
export type Interval = [number, number];

export interface Run extends JobFields {
  id: number;
  name: string;
  project: number;
  feature_set: { id: number; name: string };
  recipe: Recipe;
  preset: string | null;
  /** How many wait before it. */
  queue_position: number | null;
  epochs: Epoch[];
  best_epoch: number | null;
  /** What the trainer took where “auto” stood, said when it began. */
  start?: { batch_tokens?: number; learning_rate?: number; parameters?: number };
  live?: LiveStep;
  /** Training tokens per second. */
  speed: number | null;
  seconds_left: number | null;
  headline: Score | null;
  deployable: boolean;
  created_at: string;
  device: string | null;
  attempt: number;
  /** The study that it belongs to. */
  study?: number | null;
}

export interface RunEvent {
  id: number;
  at: string;
  kind: "log" | "epoch" | "state";
  data: Record<string, unknown>;
}

/** What a stream says of the run itself; it has no number of its own. */
export interface RunChange {
  kind: "run";
  data: Partial<Run>;
}

/** What the last training step said. */
export interface LiveStep {
  done?: number;
  total?: number;
  loss?: number;
  tokens_per_second?: number;
  sentences_per_second?: number;
  seconds_per_step?: number;
  seconds_left?: number;
}

export interface RunEvents extends Page<RunEvent> {
  state?: JobState;
  live?: LiveStep;
}

export type ErrorKind = "missed" | "spurious" | "boundary" | "label";

export interface Report {
  entity: { micro: Score; macro: Score; weighted?: Score; labels: Record<string, Score> };
  tokens: {
    accuracy: number;
    tags: Record<string, Score>;
    micro?: Score;
    macro?: Score;
    weighted?: Score;
    confusion?: { names: string[]; matrix: number[][] };
  };
  confusion: { names: string[]; matrix: number[][] };
  errors: Record<ErrorKind, number>;
  fit: { verdict: "good" | "overfit" | "underfit" | "unclear"; message: string } | null;
  recut: { f1: number; delta: number; sentences: number; message: string } | null;
  truncated: { sentences: number; entities: number } | null;
  parts: Record<PartName, { sentences: number; tokens: number; entities: number }>;
  /** The part that was scored: test, unless there is none. */
  part?: PartName;
  best_epoch: number | null;
  metrics: string[];
  /** What one gets without learning: a name and its scores. */
  baseline?: (Score & { name: string }) | null;
  // Reports from before have none of these.
  baselines?: (Score & { kind: string; name: string; accuracy: number })[];
  warnings?: { code: string; about: "entity" | "labels" | "tokens"; message: string }[];
  views?: Record<"strict" | "borders" | "label" | "partial", Score> | null;
  slices?: (Omit<Score, "interval"> & { group: string; name: string; interval: Interval })[];
  unseen_words?: number | null;
  /** What the marked tags cost under the model, in nats. */
  loss?: { per_token: number; sentences: number } | null;
  thresholds?: Thresholds | null;
  size?: { sentences: number; tokens: number; entities: number };
}

/** At each threshold of the grid: how many answers stay, and how many of them are right. */
export type Kept = Record<string, { support: number; predicted: number[]; right: number[] }>;

export interface Thresholds {
  grid: number[];
  chosen_on: PartName;
  choose: Kept;
  report: Kept;
}

/** One part of a feature set read after training, by a run or by another program. */
export interface Reading {
  id: number;
  name: string;
  project: number;
  feature_set: { id: number; name: string };
  part: PartName;
  run: { id: number; name: string } | null;
  program: string;
  labels: Record<string, string>;
  left_out: Record<string, number>;
  headline: { f1: number; precision: number; recall: number } | null;
  state: JobState;
  progress: { done: number; total: number; message: string };
  error: ErrorBody | null;
  created_at: string;
}

/** One way to tag a sentence, and the numbers that its score is the sum of. */
export interface TagPath {
  tags: string[];
  score: number;
  share: number;
  emissions: number[];
  transitions: number[];
}

export interface Why {
  tags: string[];
  sentences: { tokens: string[]; paths: TagPath[] }[];
  transitions: {
    matrix: (number | null)[][];
    start: (number | null)[];
    end: (number | null)[];
    forbidden: number;
    message: string;
  };
}

/** One sentence of the error browser: what people marked and what the model said. Spans count tokens. */
export interface ErrorRow {
  document: number;
  number: number;
  text: string;
  tokens: TokenRange[];
  gold: SpanOut[];
  predicted: (SpanOut & { score?: number })[];
  id: number;
  kind?: ErrorKind;
  label?: string;
  /** The spans the error is about. */
  focus?: { gold: SpanOut | null; predicted: SpanOut | null };
}

export interface Comparison {
  runs: Run[];
  same_test: boolean;
  message: string;
  parameters: { path: string; values: unknown[] }[];
  scores: {
    name: string;
    values: (number | null)[];
    intervals?: (Interval | null)[] | null;
  }[];
  /** What the columns are, runs first: “run 3” or “reading 4”. */
  columns: { key: string; name: string }[];
  readings: Reading[];
  pairs: {
    one: string;
    two: string;
    difference: number;
    interval: Interval;
    p: number;
    message: string;
  }[];
}

export type DeploymentState = "starting" | "live" | "stopped" | "failed";

export interface Deployment {
  id: number;
  name: string;
  slug: string;
  url: string;
  state: DeploymentState;
  error: string | null;
  run: { id: number; name: string };
  task: Task;
  labels: string[];
  reachable: { from: string; how: string } | null;
  keys: { id: number; prefix: string; created_at: string; last_used_at: string | null }[];
  snippets: { curl: string; python: string; javascript: string };
  precision: "fp32" | "int8";
  /** Whether there is something that int8 could make smaller. */
  has_network: boolean;
  int8: Int8 | null;
  created_at: string;
  project: number;
  /** The OpenAPI document of this address. */
  docs_url: string;
  /** A text to try. */
  sample: string;
}

/** The int8 form of a model, measured beside the form that was trained. */
export interface Int8 {
  state: JobState;
  progress: { done: number; total: number; message: string };
  error: ErrorBody | null;
  passed: boolean;
  /** The figures in words. */
  verdict: string;
}

export interface Deployed {
  id: number;
  slug: string;
  url: string;
  key: string | null;
  state: DeploymentState;
}

/** Offsets are code points of the sent text. */
export interface Entity {
  text: string;
  label: string;
  start: number;
  end: number;
  score: number | null;
}

export interface Prediction {
  entities: Entity[];
}

/** What the gallery tells of the run behind a featured model. */
export interface CardFacts {
  run: string;
  feature_set: string;
  task: Task;
  language: string;
  labels: string[];
  parts: Partial<Record<PartName, { sentences: number; tokens: number; entities: number }>>;
  part: string;
  micro: Partial<Score>;
  scores: Record<string, Partial<Score>>;
  warnings: string[];
  recipe: { name: string; value: string }[];
  trained_at: string | null;
}

export interface CardWords {
  summary: string;
  intended_use: string;
  limits: string;
  example: string;
}

/** A deployment's card, or the draft of one. */
export interface Featured extends CardWords {
  featured: boolean;
  public: boolean;
  facts: CardFacts;
}

export interface GalleryEntry {
  slug: string;
  name: string;
  public: boolean;
  summary: string;
  labels: string[];
  f1: number | null;
  answers: boolean;
}

export interface GalleryCard extends GalleryEntry, CardWords {
  facts: CardFacts;
  since: string;
  text_limit: number;
}

export interface EvaluationPreview extends ImportPreview {
  unknown_labels: string[];
}

export interface Evaluation extends JobFields {
  id: number;
  deployment: number;
  file: string;
  /** The run that answered. */
  model: string;
  precision: "fp32" | "int8";
  report: EvaluationReport | null;
}

export interface EvaluationReport {
  entity: Report["entity"];
  errors: Report["errors"];
  size: { sentences: number; tokens: number; entities: number };
  warnings?: Report["warnings"];
  unknown_labels: string[];
}

export type Verdict = "right" | ErrorKind | "none";

/** An entity that was marked or answered; offsets are code points of the sentence's text. */
export interface EvaluationRow {
  id: number;
  sentence: number;
  document: number;
  text: string;
  verdict: Verdict;
  truth: Omit<Entity, "score"> | null;
  answer: Entity | null;
}

/** Word vectors learned from all text of a project. */
export interface Embedding extends JobFields {
  id: number;
  name: string;
  project: number;
  recipe: { method: { kind: string; [field: string]: unknown }; seed: number };
  /** The method's title. */
  method: string;
  start: { words?: number; tokens?: number; parameters?: number };
  epochs: {
    epoch: number;
    loss: number;
    seconds: number;
    tokens_per_second: number;
    /** Of a biLM: how many words it wavers between, on held-out sentences. */
    perplexity?: number;
  }[];
  live: { loss?: number; tokens_per_second?: number; seconds_left?: number };
  words: number | null;
  dimension: number | null;
  /** The sha256 by which a recipe names these vectors. */
  file: string | null;
  size: number | null;
  /** Whether words never seen get a vector, too. */
  subwords: boolean;
  warning: string;
  created_at: string;
}

export interface Neighbours {
  word: string;
  source: string;
  neighbours: { word: string; similarity: number }[];
}

/** How much of a feature set a file of vectors knows. */
export interface Coverage {
  dimension: number;
  subwords: boolean;
  words: Share;
  tokens: Share;
  entities: Share;
  unknown: { word: string; count: number }[];
}

export interface Share {
  known: number;
  total: number;
  share: number | null;
}

/** Several runs that answer one question together. */
export interface Study {
  id: number;
  name: string;
  project: number;
  feature_set: { id: number; name: string };
  plan: { kind: string; [field: string]: unknown };
  recipe: Recipe;
  state: JobState;
  stop_asked: boolean;
  planned: number;
  begun: number;
  done: number;
  result: StudyResult | null;
  created_at: string;
  finished_at: string | null;
}

export interface StudyWithTrials extends Study {
  trials: Trial[];
}

export interface Trial {
  run: number;
  trial: number | null;
  name: string;
  state: JobState;
  part: Record<string, unknown>;
  params: Record<string, unknown>;
  /** F1 on the dev part, epoch by epoch. */
  heights: number[];
  dev_f1: number | null;
  headline: { f1: number; precision: number; recall: number } | null;
  pruned_at: number | null;
  error: ErrorBody | null;
  deployable: boolean;
}

/** A figure with the middle 95 % of its resamples. */
export interface Estimated {
  f1: number;
  low: number;
  high: number;
}

/** Which fields are there depends on the question. */
export interface StudyResult {
  message: string;
  best?: { run: number; dev_f1: number; f1: number | null; params: Record<string, unknown> };
  mean?: { f1: number; precision: number; recall: number };
  sd?: { f1: number | null; precision: number | null; recall: number | null };
  pooled?: { f1: number; precision: number; recall: number; support: number };
  points?: ({ sentences: number; entities: number; runs: number } & Partial<Estimated>)[];
  forecast?: Estimated & { sentences: number };
  labels?:
    | Record<string, { mean: number; sd: number | null }>
    | { label: string; support: number; now: Estimated | null; doubled: Estimated | null }[];
}

export type Dimension =
  | { kind: "range"; path: string; low: number; high: number; log: boolean; whole: boolean }
  | { kind: "choices"; path: string; values: (boolean | number | string)[] };

/** Something that a search can change; `usual` = worth it. */
export interface OfferedDimension {
  title: string;
  usual: boolean;
  dimension: Dimension;
}

/** A recipe worth trying next, and how it differs from the run’s; or a page to go to first. */
export interface Remedy {
  title: string;
  why: string;
  recipe: Recipe | null;
  changes: { path: string; before: unknown; after: unknown }[];
  /** Without a recipe: where something must be made first, “embeddings”. */
  page: string;
  estimate: Estimate | null;
}
