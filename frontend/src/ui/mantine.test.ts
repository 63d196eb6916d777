/** Every Mantine component that is imported, and what it is built of, has its style sheet in `mantine.ts`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const core = "node_modules/@mantine/core";

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

function imported(file: string): string[] {
  const found = readFileSync(file, "utf8").matchAll(
    /import\s*\{([^}]*)\}\s*from "@mantine\/core"/g,
  );
  const names = [...found].flatMap(([, list]) => list!.split(",").map((name) => name.trim()));
  return names.filter((name) => /^[A-Z]/.test(name));
}

/** The style sheets that a module and all it imports come with. */
function sheets(file: string, seen: Set<string>, found: Set<string>): Set<string> {
  if (seen.has(file) || !existsSync(file)) return found;
  seen.add(file);
  const own = /([A-Z]\w+)\.module(?:\.css)?\.mjs$/.exec(file)?.[1];
  if (own && existsSync(`${core}/styles/${own}.css`)) found.add(own);
  for (const [, from, bare] of readFileSync(file, "utf8").matchAll(
    /from\s*"(\.[^"]+)"|import\s*"(\.[^"]+)"/g,
  ))
    sheets(join(dirname(file), (from ?? bare)!), seen, found);
  return found;
}

it("no Mantine component is drawn without its style sheet", () => {
  const seen = new Set<string>();
  const needed = new Set<string>();
  for (const name of new Set(files("src").flatMap(imported)))
    sheets(`${core}/esm/components/${name}/${name}.mjs`, seen, needed);
  const have = readFileSync("src/ui/mantine.ts", "utf8");
  expect(needed.size).toBeGreaterThan(20);
  expect([...needed].filter((name) => !have.includes(`/${name}.css"`))).toEqual([]);
});
