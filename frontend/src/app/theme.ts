/** Mantine in our colours; its dimmed text and filled badges are too pale, so those tokens are ours. */
import { createTheme, type CSSVariablesResolver } from "@mantine/core";

const system =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';

export const theme = createTheme({
  // Mantine's dark greys, tinted like our grounds, so that fields and cards are of one family.
  colors: {
    dark: [
      "#e8eaed",
      "#c6ccd4",
      "#9da7b3",
      "#7f8996",
      "#3d4450",
      "#313640",
      "#22262e",
      "#1b1e24",
      "#16181d",
      "#101216",
    ],
  },
  primaryColor: "indigo",
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  luminanceThreshold: 0.4,
  defaultRadius: "md",
  radius: { md: "8px" },
  fontFamily: system,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace',
  headings: {
    fontFamily: system,
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "26px", lineHeight: "1.25" },
      h2: { fontSize: "20px", lineHeight: "1.3" },
      h3: { fontSize: "16px", lineHeight: "1.35" },
    },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { withinPortal: true, position: "bottom-end" } },
    Select: { defaultProps: { allowDeselect: false, checkIconPosition: "right" } },
    NumberInput: {
      defaultProps: { hideControls: false, stepHoldDelay: 400, stepHoldInterval: 80 },
    },
  },
});

const light = { "--mantine-color-dimmed": "#59636e", "--mantine-color-placeholder": "#69727d" };
const dark = { "--mantine-color-dimmed": "#9da7b3", "--mantine-color-placeholder": "#98a2ae" };

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...light,
    "--mantine-color-text": "#1b1f24",
    "--mantine-color-body": "#ffffff",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-anchor": "#3b5bdb",
    "--mantine-color-default-border": "#c9cfd6",
  },
  dark: {
    ...dark,
    "--mantine-color-text": "#e8eaed",
    "--mantine-color-body": "#1b1e24",
    "--mantine-color-error": "#ffa8a0",
    "--mantine-color-anchor": "#91a7ff",
    "--mantine-color-default": "#22262e",
    "--mantine-color-default-hover": "#2a2f38",
    "--mantine-color-default-border": "#3d4450",
  },
});
