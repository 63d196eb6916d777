/**
 * Held together by the compiler: every field that our types name must be a field of the server's document.
 * After the server changed, save its /api/v1/schema to a file and run `npm run api -- that-file`.
 */
import type { components } from "./schema";
import type * as ours from "./types";

type Theirs = components["schemas"];

/** The fields of ours that the server does not know; `never` when there is none. */
type Unknown<Ours, Name extends keyof Theirs> = Exclude<keyof Ours, keyof Theirs[Name]>;

type All =
  | Unknown<ours.User, "UserOut">
  | Unknown<ours.Session, "SessionOut">
  | Unknown<ours.ApiToken, "TokenOut">
  | Unknown<ours.NewApiToken, "NewTokenOut">
  | Unknown<ours.Project, "ProjectOut">
  | Unknown<ours.Member, "NewMemberOut">
  | Unknown<ours.StoredFile, "FileOut">
  | Unknown<ours.Label, "LabelOut">
  | Unknown<ours.Import, "ImportOut">
  | Unknown<ours.ImportProblem, "ProblemOut">
  | Unknown<ours.DocumentRow, "annotation__api__documents__RowOut">
  | Unknown<ours.FeatureSet, "SummarisedOut">
  | Unknown<ours.SplitSchema, "SplitSchemaOut">
  | Unknown<ours.SplitChoices, "ChoicesOut">
  | Unknown<ours.Pick, "Pick">
  | Unknown<ours.SnapshotRow, "SentenceOut">
  | Unknown<ours.Preset, "training__shapes__PresetOut">
  | Unknown<ours.Run, "RunOut">
  | Unknown<ours.Embedding, "EmbeddingOut">
  | Unknown<ours.Neighbours, "NeighboursOut">
  | Unknown<ours.Coverage, "CoverageOut">
  | Unknown<ours.Study, "StudyOut">
  | Unknown<ours.StudyWithTrials, "StudyWithTrials">
  | Unknown<ours.Trial, "TrialOut">
  | Unknown<ours.OfferedDimension, "DimensionOut">
  | Unknown<ours.Remedy, "RemedyOut">
  | Unknown<ours.Reading, "ReadingOut">
  | Unknown<ours.Deployment, "DeploymentOut">
  | Unknown<ours.Int8, "Int8Out">
  | Unknown<ours.Featured, "FeaturedOut">
  | Unknown<ours.GalleryEntry, "EntryOut">
  | Unknown<ours.GalleryCard, "CardOut">
  | Unknown<ours.EvaluationPreview, "EvaluationPreviewOut">
  | Unknown<ours.Evaluation, "EvaluationOut">
  | Unknown<ours.EvaluationRow, "deployments__api__evaluations__RowOut">
  | Unknown<ours.Deployed, "DeployedOut">;

/** Does not compile when a name above is one of ours alone. */
export const agreed: [All] extends [never] ? true : All = true;
