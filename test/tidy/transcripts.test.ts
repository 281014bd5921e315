// What a document shows of an output, brought up to date.
import "../seeded.ts";
import fc from "fast-check";
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

test("a line that came between, before the first or after the last is shown, and drops no other", () => {
  const shown = ["head", "rows", "...", "table", "a 1", "b 2", "...", "last", "end 5"].join("\n");
  const now = [
    "new",
    "head",
    "rows",
    "x",
    "table",
    "a 3",
    "new",
    "b 4",
    "y",
    "last",
    "end 6",
    "new",
  ];
  expect(refreshed(shown, now.join("\n"))).toBe(
    [
      "new",
      "head",
      "rows",
      "...",
      "table",
      "a 3",
      "new",
      "b 4",
      "...",
      "last",
      "end 6",
      "new",
    ].join("\n"),
  );
});

test("a line that is gone is not made up for by the one that follows", () => {
  const shown = ["...", "table", "a 1", "b 2", "c 3", "..."].join("\n");
  const fresh = refreshed(shown, "x\ntable\na 1\nc 3\nafter");
  expect(fresh).toBe("...\ntable\na 1\nc 3\n...");
  expect(() => refreshed(shown, "x\ntable\na 1\nb 2\nafter")).toThrow("no longer printed");
});

test("of rows of the same words it is the one whose numbers are most the same", () => {
  const table = "power\n1% bad 60\n1.5% bad 40\n2% bad 20\nend";
  expect(refreshed("...\n1.5% bad 38\n...", table)).toBe("...\n1.5% bad 40\n...");
  expect(refreshed("...\n2% bad 19\nend", table)).toBe("...\n2% bad 20\nend");
});

test("whatever lines come, and whatever numbers: every line shown is shown, in what is printed", () => {
  const words = fc.uniqueArray(fc.stringMatching(/^[a-w]{1,4}$/), { minLength: 2, maxLength: 12 });
  const line = fc.record({
    isShown: fc.boolean(),
    before: fc.array(fc.constantFrom("x 1", "y", "z"), { maxLength: 3 }),
    numbers: fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 99 })),
  });
  fc.assert(
    fc.property(words, fc.array(line, { minLength: 12, maxLength: 12 }), (each, lines) => {
      const shown = each.map((word, i) =>
        lines[i]!.isShown ? `${word} ${lines[i]!.numbers[0]}` : "...",
      );
      const now = each.flatMap((word, i) => [
        ...lines[i]!.before,
        `${word} ${lines[i]!.numbers[1]}`,
      ]);
      const fresh = refreshed(shown.join("\n"), now.join("\n"));
      expect(now.join("\n")).toMatch(asPattern(fresh));
      const known = (one: string) => /^[a-w]/.test(one);
      expect(fresh.split("\n").filter(known)).toEqual(
        now.filter(known).filter((_, i) => lines[i]!.isShown),
      );
    }),
  );
});

test("code in a sentence is no code in a block", () => {
  const text = "a `b --c`\n```console\n$ d `e`\nf\n```\n| `g\\|h` |\n";
  expect(inlineCode(text)).toEqual(["b --c", "g|h"]);
  expect(transcripts(text)).toEqual([{ command: "d `e`", printed: "f" }]);
});
