import { describe, expect, test } from "vitest";
import {
  fileName,
  oddsToCsv,
  oddsToJson,
  toCommand,
  toCsv,
  toJson,
  toOddsCommand,
} from "../../ui/exports.ts";
import { comparison } from "./fixture.ts";
import { order as ofMany, pictureOf } from "./odds.ts";

describe("exports", () => {
  test("JSON is the comparison itself", () => {
    expect(JSON.parse(toJson(comparison))).toEqual(comparison);
  });

  test("CSV has a row a run and keeps commas and quotes in their cells", () => {
    const odd = { ...comparison.runs[0]!, strategy: 'a,"b"', decidedAtSeconds: null };
    const [head, first, ...rest] = toCsv({ runs: [odd] }).split("\n");
    expect(head).toMatch(/^strategy,type,outcome,version,decidedAtSeconds,requests,/);
    expect(first).toMatch(/^"a,""b""",canary,rolledBack,stable,,90000,/);
    expect(rest).toEqual([""]);
  });

  test("a plan's command runs the file its scenario was saved as", () => {
    const order = { scenario: "own", plan: null, edits: {}, strategies: null, seed: 7 };
    const file = `${fileName("ranker (canary), Web: 2")}.json`;
    expect(toCommand(order, file)).toBe("npm run -s lab -- run ranker-canary-web-2.json --seed 7");
    expect(fileName("測試")).toBe("plan");
  });

  test("the command makes the same run", () => {
    const order = {
      scenario: "canary-catches-a-bad-model",
      plan: null,
      edits: { "versions[1].errorRate": 0.02 },
      strategies: ["canary", "rolling"],
      seed: 0,
    };
    expect(toCommand(order)).toBe(
      "npm run -s lab -- run scenarios/canary-catches-a-bad-model.json --strategy canary --strategy rolling" +
        " --seed 0 --set 'versions[1].errorRate=0.02'",
    );
  });
});

test("odds: JSON whole, CSV a row a point and strategy, and the command of the view's own point", async () => {
  const picture = await pictureOf({ ...ofMany, edits: { "versions[1].errorRate": 0.03 } });
  const { answer } = picture;
  expect(JSON.parse(oddsToJson(answer))).toEqual({ here: answer.here, curves: answer.curves });
  const rows = oddsToCsv(answer)
    .trim()
    .split("\n")
    .map((row) => row.split(","));
  expect(rows[0]!.slice(0, 6)).toEqual(["point", "strategy", "world", "runs", "bad", "rolledBack"]);
  expect(rows).toHaveLength(1 + 2 + 5 * 2);
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  const [quick] = answer.here.points[0]!.strategies;
  expect(rows[1]!.slice(0, 6)).toEqual([
    "",
    "quick",
    quick!.world,
    "40",
    "true",
    String(quick!.rolledBack.p),
  ]);
  expect(toOddsCommand(picture)).toBe(
    "npm run -s lab -- odds scenarios/small.json --runs 40 --seed 5 --strategy quick --strategy patient --set 'versions[1].errorRate=0.03'",
  );
});
