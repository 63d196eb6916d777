/** What errors cost, and which threshold is cheapest. Counts come with the report; prices from its reader. */
import type { Kept, Thresholds } from "../../api/types";

/** What one false and one missed entity of a label cost. */
export interface Price {
  false: number;
  missed: number;
}

export interface Choice {
  label: string;
  threshold: number;
  /** Cost on the reported part: all answers kept, and from the threshold on. */
  all: number;
  chosen: number;
}

const cost = (kept: Kept[string] | undefined, at: number, price: Price): number => {
  if (!kept) return 0;
  const right = kept.right[at]!;
  return price.false * (kept.predicted[at]! - right) + price.missed * (kept.support - right);
};

/** The place in the grid where errors cost least; of equals the lowest, which keeps most answers. */
export function cheapest(kept: Kept[string] | undefined, grid: number[], price: Price): number {
  let best = 0;
  grid.forEach((_, at) => {
    if (cost(kept, at, price) < cost(kept, best, price)) best = at;
  });
  return best;
}

/** Per label: the threshold that is cheapest on the part to choose on, and what it saves where it is reported. */
export function choices(
  { grid, choose, report }: Thresholds,
  prices: Record<string, Price>,
): Choice[] {
  return Object.keys(report).map((label) => {
    const price = prices[label] ?? { false: 1, missed: 1 };
    const at = cheapest(choose[label], grid, price);
    return {
      label,
      threshold: grid[at]!,
      all: cost(report[label], 0, price),
      chosen: cost(report[label], at, price),
    };
  });
}
