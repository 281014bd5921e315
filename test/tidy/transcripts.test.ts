// What a document shows of an output, brought up to date.
import { expect, test } from "vitest";
import { asPattern, inlineCode, refreshed, transcripts } from "./transcripts.ts";

const said = [
  "head",
  "",
  "share  12% (9% to 15%)",
  "● curve",
  "│   ●",
  "└────",
  "share  3%",
  "end 7",
];

test("passages are found by their words, whatever the numbers and the gaps between them", () => {
  const printed = ["head", "...", "share 9.5% (8% to 11%)", "...", "end 5"].join("\n");
  const fresh = refreshed(printed, said.join("\n"));
  expect(fresh).toBe(["head", "...", said[2], "...", "end 7"].join("\n"));
  expect(fresh).not.toMatch(asPattern(printed));
  expect(said.join("\n")).toMatch(asPattern(fresh));
});

test("a curve is found by its first line", () => {
  const printed = ["...", "● curve", "│ ●", "└────", "..."].join("\n");
  expect(refreshed(printed, said.join("\n"))).toBe(["...", ...said.slice(3, 6), "..."].join("\n"));
});

test("what is shown whole is replaced whole; what is gone is told", () => {
  expect(refreshed("share 1%", "share 2%\nmore")).toBe("share 2%\nmore");
  expect(() => refreshed("...\nno such words\n...", said.join("\n"))).toThrow("no such words");
});

test("code in a sentence is no code in a block", () => {
  const text = "a `b --c`\n```console\n$ d `e`\nf\n```\n| `g\\|h` |\n";
  expect(inlineCode(text)).toEqual(["b --c", "g|h"]);
  expect(transcripts(text)).toEqual([{ command: "d `e`", printed: "f" }]);
});
