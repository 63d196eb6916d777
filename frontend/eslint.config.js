/** Floors: app > rooms > canvas, ui > lib > api. An import only goes down, and no room knows another.
 * (That no imports go in circles is held by src/house.test.ts.) */
import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const rooms = ["annotation", "featuresets", "training", "deployments", "workspace"];

/** Files of one folder may not import from these folders, however the path is spelled. */
const floor = (folder, above, message) => ({
  files: [`src/${folder}/**`],
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: [{ regex: `^(@|\\.\\.(/\\.\\.)*)/(${above.join("|")})(/|$)`, message }] },
    ],
  },
});

const floors = [
  floor("canvas", ["app", "rooms", "ui"], "The canvas thinks alone."),
  floor("ui", ["app", "rooms", "canvas"], "ui knows no room."),
  floor("lib", ["app", "rooms", "canvas", "ui"], "lib is below ui."),
  floor("api", ["app", "rooms", "canvas", "ui", "lib"], "api is the ground."),
  ...rooms.map((room) =>
    floor(
      `rooms/${room}`,
      ["app", "rooms", ...rooms.filter((other) => other !== room)],
      "A room knows neither the roof nor another room; lift what both need into ui or lib.",
    ),
  ),
];

export default tseslint.config(
  { ignores: ["node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  { ...jsxA11y.flatConfigs.strict, files: ["**/*.tsx"] },
  reactHooks.configs.flat["recommended-latest"],
  ...floors,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "error",
      // Speaks of the React Compiler, which this build does not use.
      "react-hooks/incompatible-library": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
);
