/** Our own line icons, 24 × 24, drawn in the text's colour. */
import type { ReactElement } from "react";

const drawings = {
  home: "M4 11.5 12 4l8 7.5M6 10v10h4.5v-6h3v6H18V10",
  import: "M12 3v11m0 0 4-4m-4 4-4-4M4 16v4h16v-4",
  export: "M12 15V4m0 0 4 4m-4-4L8 8M4 16v4h16v-4",
  documents: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  sets: "m12 3 9 5-9 5-9-5zM3 12.5l9 5 9-5M3 17l9 5 9-5",
  runs: "M3 17l5-6 4 3 5-8 4 5M3 21h18",
  deploy: "M12 3c4 2 6 6 6 10l-3 3H9l-3-3c0-4 2-8 6-10zM9 16l-1 5 4-2 4 2-1-5M12 10.5v.01",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M14 4.5v5M8 14.5v5",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-6.5 8-6.5s7 1.5 8 6.5",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  auto: "M4 5h16v11H4zM9 20h6M12 16v4",
  close: "M6 6l12 12M18 6 6 18",
  check: "m5 12.5 4.5 4.5L19 7.5",
  plus: "M12 5v14M5 12h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  down: "m6 9 6 6 6-6",
  right: "m9 6 6 6-6 6",
  left: "m15 6-6 6 6 6",
  warn: "M12 4 2.8 20h18.4zM12 10v4.5M12 17.4v.1",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.6v.1",
  stop: "M6 6h12v12H6z",
  play: "M7 4.5v15l12-7.5z",
  key: "M14.5 13a4.5 4.5 0 1 0-4.2-3L3 17v4h4v-3h3v-3l1.5-1.5a4.5 4.5 0 0 0 3-.5zM16 8v.01",
  table: "M4 5h16v14H4zM4 10h16M10 5v14",
  folder: "M3 6h6l2 2h10v11H3z",
  refresh: "M20 5v5h-5M4 19v-5h5M5.5 9.5A7 7 0 0 1 19 10M18.5 14.5A7 7 0 0 1 5 14",
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }): ReactElement {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={drawings[name]} />
    </svg>
  );
}
