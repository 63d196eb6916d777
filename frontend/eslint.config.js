/** Floors: app > rooms > canvas, ui > lib > api. An import only goes down, and no room knows another. */
import js from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const src = (...names) => names.map((name) => `./src/${name}`);
const rooms = ["annotation", "featuresets", "training", "deployments", "workspace"];

const floors = [
  { target: src("rooms"), from: src("app"), message: "A room does not know the roof." },
  { target: src("canvas"), from: src("app", "rooms", "ui"), message: "The canvas thinks alone." },
  { target: src("ui"), from: src("app", "rooms", "canvas"), message: "ui knows no room." },
  { target: src("lib"), from: src("app", "rooms", "canvas", "ui"), message: "lib is below ui." },
  {
    target: src("api"),
    from: src("app", "rooms", "canvas", "ui", "lib"),
    message: "api is the ground.",
  },
  ...rooms.map((room) => ({
    target: `./src/rooms/${room}`,
    from: "./src/rooms",
    except: [`./${room}`],
    message: "No room imports another; lift what both need into ui or lib.",
  })),
];

export default tseslint.config(
  { ignores: ["node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  { ...jsxA11y.flatConfigs.strict, files: ["**/*.tsx"] },
  reactHooks.configs.flat["recommended-latest"],
  importX.flatConfigs.typescript,
  {
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [createTypeScriptImportResolver({ project: "./tsconfig.json" })],
    },
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones: floors }],
      "import-x/no-cycle": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "error",
      // Speaks of the React Compiler, which this build does not use.
      "react-hooks/incompatible-library": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
);
