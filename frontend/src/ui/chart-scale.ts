/** Axes: where a value falls, and which round numbers to write beside it. */

export interface Range {
  from: number;
  to: number;
}

/** The least and the greatest of the values; a flat line gets some air around it. */
export function rangeOf(values: readonly number[], at: Partial<Range> = {}): Range {
  const finite = values.filter(Number.isFinite);
  const from = at.from ?? (finite.length ? Math.min(...finite) : 0);
  const to = at.to ?? (finite.length ? Math.max(...finite) : 1);
  if (to > from) return { from, to };
  const air = Math.abs(from) * 0.1 || 1;
  return { from: at.from ?? from - air, to: to + air };
}

/** About `wanted` round numbers inside the range: steps of 1, 2 or 5 times a power of ten. */
export function ticks({ from, to }: Range, wanted = 5): number[] {
  const raw = (to - from) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw * 0.999) ?? power * 10;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    clean((first + i) * step, step),
  );
}

/** 0.30000000000000004 → 0.3, to one digit more than the step has. */
const clean = (value: number, step: number) =>
  Number(value.toFixed(Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(step))))));

export const scale =
  ({ from, to }: Range, low: number, high: number) =>
  (value: number): number =>
    low + ((value - from) / (to - from)) * (high - low);

/** SVG path of a line; it breaks where a value is missing. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let pen = false;
  const parts: string[] = [];
  for (const point of points) {
    if (point) parts.push(`${pen ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`);
    pen = point !== null;
  }
  return parts.join("");
}

/** Comma-separated values; a cell with a comma, a quote or a line end is quoted. */
export function csv(rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}
