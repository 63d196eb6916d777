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
}

export interface Estimate {
  seconds: number | null;
  memory_mb: number | null;
  parameters: number | null;
  batch: { tokens: number; sentences: number } | null;
  learning_rate: number | null;
  notes: string[];
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
}

export interface Score {
  precision: number;
  recall: number;
  f1: number;
  support?: number;
  predicted?: number;
}

export interface Run extends JobFields {
  id: number;
  name: string;
  project: number;
  feature_set: { id: number; name: string };
  recipe: Recipe;
  preset: string | null;
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
}

export interface RunEvent {
  id: number;
  at: string;
  kind: "log" | "epoch" | "step" | "state";
  data: Record<string, unknown>;
}

/** What the last training step said. */
export interface LiveStep {
  done?: number;
  total?: number;
  loss?: number;
  tokens_per_second?: number;
  sentences_per_second?: number;
  seconds_left?: number;
}

export interface RunEvents extends Page<RunEvent> {
  state?: JobState;
  live?: LiveStep;
}

export type ErrorKind = "missed" | "spurious" | "boundary" | "label";

export interface Report {
  entity: { micro: Score; macro: Score; labels: Record<string, Score> };
  tokens: { accuracy: number; tags: Record<string, Score>; micro?: Score; macro?: Score };
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
  parameters: { path: string | (string | number)[]; values: unknown[] }[];
  scores: { name: string; values: (number | null)[] }[];
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
  labels: string[];
  reachable: { from: string; how: string } | null;
  keys: { id: number; prefix: string; created_at: string; last_used_at: string | null }[];
  snippets: { curl: string; python: string; javascript: string };
  created_at: string;
  project: number;
  /** The OpenAPI document of this address. */
  docs_url: string;
  /** A text to try. */
  sample: string;
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
