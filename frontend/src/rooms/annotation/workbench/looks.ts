/** How each label looks: hue and border pattern by its name. */
import { createContext, useContext } from "react";
import type { KeyedLabel } from "@/canvas/labels";

export interface Look {
  readonly "data-color": number;
  readonly "data-pattern": number;
}

export type Looks = ReadonlyMap<string, Look>;

const UNKNOWN: Look = { "data-color": 8, "data-pattern": 2 };

export const looksOf = (labels: readonly KeyedLabel[]): Looks =>
  new Map(
    labels.map(({ name, color, pattern }) => [
      name,
      { "data-color": color, "data-pattern": pattern % 4 },
    ]),
  );

export const LooksContext = createContext<Looks>(new Map());

/** A label that is no longer listed keeps its spans; it wears a look of its own. */
export const useLook = (): ((label: string) => Look) => {
  const looks = useContext(LooksContext);
  return (label) => looks.get(label) ?? UNKNOWN;
};
