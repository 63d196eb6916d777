/** A moment, on one line. */
import type { ReactElement } from "react";
import { when } from "../lib/format";

export function When({ at }: { at: string | null | undefined }): ReactElement {
  return at ? (
    <time dateTime={at} style={{ whiteSpace: "nowrap" }}>
      {when(at)}
    </time>
  ) : (
    <span>{when(at)}</span>
  );
}
