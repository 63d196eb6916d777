import { describe, expect, it } from "vitest";
import { sorted } from "../../lib/uploads";
import { pairs, unpaired } from "./FormatOptions";
import { place } from "./Problems";

describe("two files", () => {
  const file = (name: string) => new File(["x"], name);

  it("are told apart by the name of the one that holds tags", () => {
    const source = sorted([file("train.tags"), file("train.txt")]);
    expect([source?.file.name, source?.tags?.name]).toEqual(["train.txt", "train.tags"]);
  });

  it("keep their order when their names say nothing", () => {
    const source = sorted([file("a.txt"), file("b.txt")]);
    expect([source?.file.name, source?.tags?.name]).toEqual(["a.txt", "b.txt"]);
  });
});

it("further columns are written as name=number and read back", () => {
  expect(pairs({ pos: 2, chunk: 3 })).toEqual(["pos=2", "chunk=3"]);
  expect(unpaired(["pos=2", " chunk = 3", "nonsense", "x=y"])).toEqual({ pos: 2, chunk: 3 });
});

it("a problem names its file, line and column, and leaves out what is not known", () => {
  expect(place({ file: "a.tsv", line: 3, column: 7, code: "x", message: "m" })).toBe(
    "a.tsv, line 3, column 7",
  );
  expect(place({ file: "a.tsv", line: 0, column: 0, code: "x", message: "m" })).toBe("a.tsv");
});
