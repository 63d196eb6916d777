/** One bundle served by Django under /static/, and a development server that hands the API on to it. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env["TAGWRIGHT_SERVER"] ?? "http://127.0.0.1:8000";
const handedOn = ["/api", "/predict", "/healthz", "/readyz", "/admin", "/static"];

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [react()],
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
