/** From the page to tokens: what lies under a point, and the boxes of a row's words. */
import { type Box, tokenAt, tokenOnNextLine } from "@/canvas/hit";
import type { Sheet } from "@/canvas/sheet";

const rowElement = (canvas: Element, row: number): Element | null =>
  canvas.querySelector(`[data-row="${String(row)}"]`);

const tokenOf = (element: Element | null | undefined): number | undefined => {
  const value = element?.getAttribute("data-t");
  return value == null ? undefined : Number(value);
};

function boxesOf(row: Element | null): Box[] {
  return [...(row?.querySelectorAll("[data-t]") ?? [])].flatMap((word) =>
    [...word.getClientRects()].map(({ left, right, top, bottom }) => ({
      token: Number(word.getAttribute("data-t")),
      left,
      right,
      top,
      bottom,
    })),
  );
}

/** The token at a point of the window: the one under it, else the nearest of the row under it, else of the nearest row. */
export function tokenAtPoint(canvas: Element, x: number, y: number): number | undefined {
  const under = document.elementFromPoint(x, y);
  const word = under !== null && canvas.contains(under) ? under.closest("[data-t]") : null;
  const row = under?.closest("[data-row]") ?? nearestRow(canvas, y);
  return tokenOf(word) ?? tokenAt(boxesOf(row), x, y);
}

function nearestRow(canvas: Element, y: number): Element | null {
  let nearest: Element | null = null;
  let least = Infinity;
  for (const row of canvas.querySelectorAll("[data-row]")) {
    const { top, bottom } = row.getBoundingClientRect();
    const away = Math.max(top - y, y - bottom, 0);
    if (away < least) [nearest, least] = [row, away];
  }
  return nearest;
}

/** The token on the line above or below, in the same row or the next; nothing where that row is not drawn. */
export function tokenOnLine(
  canvas: Element,
  sheet: Sheet,
  token: number,
  way: 1 | -1,
): number | undefined {
  const row = sheet.rowOf(token);
  const own = boxesOf(rowElement(canvas, row));
  const within = tokenOnNextLine(own, token, way);
  if (within !== undefined) return within;
  return tokenOnNextLine([...own, ...boxesOf(rowElement(canvas, row + way))], token, way);
}
