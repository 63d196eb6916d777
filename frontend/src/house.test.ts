/** What the linter cannot see: no imports go in circles. */
import { expect, it } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const IMPORT = /^(?:import|export)\s+(?!type\b)[^;]*?from\s+"(\.[^"]+)"/gm;

/** The file that a relative import means. */
function target(from: string, path: string): string | undefined {
  const base = new URL(path, `file:///${from.slice(2)}`).pathname.slice(1);
  return ["", ".ts", ".tsx", "/index.ts"].map((end) => `./${base}${end}`).find((f) => f in sources);
}

const imports = new Map(
  Object.entries(sources).map(([file, text]) => [
    file,
    [...text.matchAll(IMPORT)].map(([, path]) => target(file, path ?? "")).filter((f) => f != null),
  ]),
);

/** The first circle that is met from this file on. */
function circle(file: string, trail: string[], safe: Set<string>): string[] | undefined {
  if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
  if (safe.has(file)) return undefined;
  for (const next of imports.get(file) ?? []) {
    const found = circle(next, [...trail, file], safe);
    if (found) return found;
  }
  safe.add(file);
  return undefined;
}

it("reads the imports of the pages", () => {
  expect(imports.get("./main.tsx")).toContain("./app/router.tsx");
});

it("has no imports that go in circles", () => {
  const safe = new Set<string>();
  const found = Object.keys(sources).map((file) => circle(file, [], safe));
  expect(found.filter(Boolean)).toEqual([]);
});
