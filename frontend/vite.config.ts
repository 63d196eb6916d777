/** One bundle served by Django under /static/, and a development server that hands the API on to it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env["TAGWRIGHT_SERVER"] ?? "http://127.0.0.1:8400";
const handedOn = ["/api", "/predict", "/healthz", "/readyz", "/sign-in/", "/static"];

/** Each script and style once more, compressed: the server sends what lies there. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  writeBundle({ dir = "" }, bundle) {
    for (const file of Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name))) {
      writeFileSync(join(dir, `${file}.gz`), gzipSync(readFileSync(join(dir, file)), { level: 9 }));
    }
  },
};

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [react(), compressed],
  resolve: { alias: { "@": here("./src") } },
  server: { proxy: Object.fromEntries(handedOn.map((path) => [path, { target: server }])) },
  build: {
    outDir: here("../platform/tagwright/static_built"),
    emptyOutDir: true,
    manifest: true,
    // The pages run under a content security policy without data: addresses.
    assetsInlineLimit: 0,
    rollupOptions: { input: here("./src/main.tsx") },
  },
  test: {
    environment: "jsdom",
    setupFiles: [here("./src/test-setup.ts")],
    restoreMocks: true,
  },
}));
