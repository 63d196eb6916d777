/** Numbers, shares, durations and times as people read them. */

const whole = new Intl.NumberFormat("en");

export const count = (value: number | null | undefined): string =>
  value == null ? "–" : whole.format(value);

/** 0.8312 → "83.1 %" */
export const percent = (share: number | null | undefined, digits = 1): string =>
  share == null || Number.isNaN(share) ? "–" : `${(share * 100).toFixed(digits)} %`;

/** A score from 0 to 1 with three digits, as papers print it. */
export const score = (value: number | null | undefined): string =>
  value == null || Number.isNaN(value) ? "–" : value.toFixed(3);

/** "3 sentences", "1 sentence" */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

export function duration(seconds: number | null | undefined): string {
  if (seconds == null || !Number.isFinite(seconds)) return "–";
  if (seconds < 1) return "< 1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** The time of one step: 0.2203 → "220 ms a step" */
export const milliseconds = (seconds: number): string =>
  `${Number((seconds * 1000).toPrecision(3))} ms a step`;

export function megabytes(bytes: number | null | undefined): string {
  if (bytes == null) return "–";
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(0)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

export function when(iso: string | null | undefined): string {
  if (!iso) return "never";
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** A number with the digits that matter: 0.001, 1.5, 1,200. */
export function plain(value: unknown): string {
  if (typeof value === "number")
    return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)));
  if (value == null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value : JSON.stringify(value);
}
