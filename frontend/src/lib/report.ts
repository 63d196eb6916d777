/** What every room reads of a report alike: what its scores count, how sure they are, what warns of them. */
import type { Interval, Report } from "../api/types";
import { score } from "./format";

interface Size {
  tokens: number;
  entities: number;
}

/** Where every token has a label, as parts of speech do, tags are spoken of and no entities. */
export const tagged = (...sizes: Size[]): boolean =>
  sizes.every(({ tokens, entities }) => tokens === entities);

/** One and many of what is counted. */
export const unitOf = (tags: boolean): readonly [one: string, many: string] =>
  tags ? ["tag", "tags"] : ["entity", "entities"];

/** When an answer counts as right. */
export const rightOf = (tags: boolean): string =>
  tags
    ? "Each token has one tag, so F1, precision and recall are one figure: the share of right tags, the accuracy."
    : "An entity counts as right only if both borders and its label are.";

/** “0.810 to 0.870”; nothing where a report of before has no interval. */
export const range = (interval: Interval | undefined): string | undefined =>
  interval && `${score(interval[0])} to ${score(interval[1])}`;

/** What stands below an F1: how sure it is. */
export const certainty = (interval: Interval | undefined): string =>
  interval ? `95 % interval ${range(interval)}` : "balance of precision and recall";

type Warning = NonNullable<Report["warnings"]>[number];

/** The warnings that stand by some of the figures; a report of before has none. */
export const warningsAbout = (
  { warnings }: Pick<Report, "warnings">,
  ...about: Warning["about"][]
): Warning[] => (warnings ?? []).filter((warning) => about.includes(warning.about));
