/** Which token lies under, or nearest to, a point; and which lies on the line above or below. */

/** One box of a token. A token that wraps over two lines has two. */
export interface Box {
  readonly token: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The token under a point, else the nearest one on the nearest line. */
export function tokenAt(boxes: readonly Box[], x: number, y: number): number | undefined {
  const line = least(boxes, (box) => away(y, box.top, box.bottom));
  if (line === undefined) return undefined;
  const reach = away(y, line.top, line.bottom);
  const onLine = boxes.filter((box) => away(y, box.top, box.bottom) === reach);
  return least(onLine, (box) => away(x, box.left, box.right))?.token;
}

/** The token that stands on the next line up or down, nearest to the same column; nothing past the last line. */
export function tokenOnNextLine(
  boxes: readonly Box[],
  token: number,
  way: 1 | -1,
): number | undefined {
  const own = boxes.filter((box) => box.token === token);
  const here = way === 1 ? own.at(-1) : own[0];
  if (here === undefined) return undefined;
  const x = (here.left + here.right) / 2;
  const middle = (box: Box): number => (box.top + box.bottom) / 2;
  const beyond = boxes.filter((box) =>
    way === 1 ? middle(box) > here.bottom : middle(box) < here.top,
  );
  const line = least(beyond, (box) => Math.abs(middle(box) - middle(here)));
  return line === undefined ? undefined : tokenAt(beyond, x, middle(line));
}

const away = (at: number, low: number, high: number): number => Math.max(low - at, at - high, 0);

function least<T>(items: readonly T[], measure: (item: T) => number): T | undefined {
  let best: T | undefined;
  let smallest = Infinity;
  for (const item of items) {
    const size = measure(item);
    if (size < smallest) {
      smallest = size;
      best = item;
    }
  }
  return best;
}
