import { describe, expect, test } from "vitest";
import {
  errorLine,
  lastValue,
  lines,
  regretLine,
  shareLine,
  valueAt,
} from "../../ui/charts/lines.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import { comparison } from "./fixture.ts";

const series = {
  at: [0, 10, 20],
  byVersion: {
    stable: {
      requests: [10, 5, 0],
      errors: [1, 1, 0],
      weight: [1, 0.5, 0],
      p99Ms: [1, 1, 1],
      regret: [0, 0, 0],
    },
    candidate: {
      requests: [0, 5, 10],
      errors: [0, 2, 4],
      weight: [0, 0.5, 1],
      p99Ms: [1, 1, 1],
      regret: [0, 2, 3],
    },
  },
};

describe("the lines of a run", () => {
  test("the candidate's share steps from bin to bin, and holds to the end", () => {
    expect(shareLine(["candidate"])(series, 30)).toEqual({
      x: [0, 10, 20, 30],
      y: [0, 0.5, 1, 1],
      steps: true,
    });
  });

  test("an error rate is of the window's requests, known at the end of a bin", () => {
    const { x, y } = errorLine(["stable", "candidate"], 20)(series, 30);
    expect(x).toEqual([10, 20, 30]);
    expect(y).toEqual([1 / 10, 4 / 20, 7 / 20]);
  });

  test("no requests is no data, not no errors", () => {
    expect(errorLine(["candidate"], 10)(series, 30).y).toEqual([null, 0.4, 0.4]);
  });

  test("regret adds up from nothing", () => {
    expect(regretLine(series, 30)).toEqual({ x: [0, 10, 20, 30], y: [0, 0, 2, 5], steps: false });
  });

  test("the end of the regret line is the run's regret", () => {
    for (const line of lines(comparison.runs, 1800, regretLine)) {
      const run = comparison.runs.find((each) => each.strategy === line.strategy)!;
      expect(lastValue(line)).toBeCloseTo(run.regret, 6);
    }
  });

  test("a value is the last one known by then", () => {
    const line = { strategy: "a", x: [10, 20], y: [1, null], steps: true };
    expect([0, 10, 19.9, 20, 99].map((at) => valueAt(line, at))).toEqual([null, 1, 1, null, null]);
  });

  test("a run without a series has no line", () => {
    const { series: _, ...bare } = comparison.runs[0]!;
    expect(lines([bare as RunSummary], 1800, regretLine)).toEqual([]);
  });
});
