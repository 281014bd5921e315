import { expect, test } from "vitest";
import { columns, sparkline, table } from "../../src/cli/layout.ts";
import { barText } from "../../src/cli/progress.ts";

test("the bar says how far, how fast, and how long still", () => {
  expect(barText(0.6, 4_200_000, 2, "requests")).toBe(
    "[##################------------] 60%  2,100,000 requests/s  2s left",
  );
  expect(barText(0.9999, 10, 100, "runs")).toMatch(/^\[#{30}\] 99% {2}0 runs\/s {2}1s left$/);
  expect(barText(0, 0, 0.1, "runs")).toMatch(/^\[-{30}\] 0% .* \? left$/);
});

test("a sparkline goes from nothing to the top, any error above nothing is seen, and a gap is a gap", () => {
  expect(sparkline([0, 0.001, 0.5, 1, null, 2], 1)).toBe("▁▂▅█ █");
  expect(sparkline([0, 0], 0)).toBe("▁▁");
});

test("a table is as wide as its widest cells, numbers to the right, nothing after the last", () => {
  const heads = [
    { title: "name", align: "left" },
    { title: "n", align: "right" },
    { title: "last", align: "left" },
  ] as const;
  const rows = [
    ["a", "1", "x"],
    ["longer", "1,000", ""],
  ];
  expect(table(heads, rows)).toEqual(["name        n  last", "a           1  x", "longer  1,000"]);
  const painted = table(heads, rows, (row, column, cell) =>
    row === 0 && column === 1 ? `<${cell}>` : cell,
  );
  expect(painted[1]).toBe("a       <    1>  x");
});

test("texts stand beside short names, and below long ones", () => {
  const text = `${"word ".repeat(30)}end`;
  const [first, second] = columns([
    ["  name", text],
    ["  longer", "short"],
  ]);
  expect(first).toMatch(/^ {2}name {4}word word/);
  expect(second).toMatch(/^ {10}word.* end$/);
  expect(columns([[`  ${"n".repeat(50)}`, "short"]])).toEqual([
    `  ${"n".repeat(50)}`,
    "      short",
  ]);
});
