/** The kinds of errors in words. */
import type { ErrorKind } from "../../api/types";

export const kinds: ErrorKind[] = ["missed", "spurious", "boundary", "label"];

export const kindNames: Record<ErrorKind, string> = {
  missed: "Missed",
  spurious: "Found in vain",
  boundary: "Wrong borders",
  label: "Wrong label",
};
