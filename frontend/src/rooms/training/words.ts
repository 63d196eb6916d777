/** The kinds of errors in words, and which warnings stand where. */
import type { ErrorKind, Report } from "../../api/types";

export const kinds: ErrorKind[] = ["missed", "spurious", "boundary", "label"];

export const kindNames: Record<ErrorKind, string> = {
  missed: "Missed",
  spurious: "Found in vain",
  boundary: "Wrong borders",
  label: "Wrong label",
};

type Warning = NonNullable<Report["warnings"]>[number];

/** The warnings that stand by some of the figures; a report of before has none. */
export const warningsAbout = (report: Report, ...about: Warning["about"][]): Warning[] =>
  (report.warnings ?? []).filter((warning) => about.includes(warning.about));
