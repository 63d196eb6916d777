import { expect, it } from "vitest";
import { distinct } from "./embeddings";

it("shows a file that was brought twice once, under its newest name", () => {
  const files = [
    { sha256: "b", name: "newer" },
    { sha256: "a", name: "other" },
    { sha256: "b", name: "older" },
  ];
  expect(distinct(files).map(({ name }) => name)).toEqual(["newer", "other"]);
});
