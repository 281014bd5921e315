// What a change of a plan looks like in a table: the fields that differ, and never the same text twice.
import { expect, test } from "vitest";
import { changeRows } from "../../src/cli/changeRows.ts";

test("of a check that is set as a whole, the fields that differ", () => {
  const from = { name: "error rate", metric: "errorRate", max: "2%", window: "1m" };
  const judge = { type: "sprt", p1: 0.04 };
  const to = { name: "error rate", metric: "errorRate", max: "0.5%", judge };
  expect(changeRows({ path: "strategies[0].checks[0]", from, to })).toEqual([
    ["strategies[0].checks[0].max", "2%", "0.5%"],
    ["strategies[0].checks[0].window", "1m", "(taken away)"],
    ["strategies[0].checks[0].judge", "(not written)", '{"type":"sprt","p1":0.04}'],
  ]);
});

test("of a list of another length the whole, from where it differs when it is long", () => {
  const steps = (last: number, ...more: number[]) =>
    [5, 10, 20, 40, last, ...more].map((setWeight) => ({ setWeight }));
  const [row, ...others] = changeRows({ path: "steps", from: steps(60), to: steps(80, 90) });
  expect(others).toEqual([]);
  const [path, from, to] = row!;
  expect(path).toBe("steps");
  expect(from).toMatch(/^\.\.\..*60/);
  expect(to).toMatch(/^\.\.\..*80/);
  expect(Math.max(from.length, to.length)).toBeLessThanOrEqual(36);
  expect(changeRows({ path: "steps", from: [1], to: [2, 3] })).toEqual([["steps", "[1]", "[2,3]"]]);
});

test("what was not written, and what is not to be shown in a terminal", () => {
  expect(changeRows({ path: "interval", to: "30s" })).toEqual([
    ["interval", "(not written)", "30s"],
  ]);
  const [[, , to] = []] = changeRows({ path: "name", from: "a", to: "\u001B[31mb" });
  expect(to).not.toContain("\u001B");
});
