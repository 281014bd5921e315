import { describe, expect, test } from "vitest";
import {
  cut,
  drawnWindow,
  errorLine,
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
    expect(shareLine(["candidate"], 0)(series, 30)).toEqual({
      x: [0, 10, 20, 30],
      y: [0, 0.5, 1, 1],
      steps: true,
    });
  });

  test("averaged over a window, of what there is of it", () => {
    expect(shareLine(["candidate"], 20)(series, 30).y).toEqual([0, 0.25, 0.75, 0.75]);
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
      const run = comparison.runs.find((each) => each.strategy === line.id)!;
      expect(valueAt(line, 1800)).toBeCloseTo(run.regret, 6);
    }
  });

  test("a value is the last one known by then", () => {
    const line = { id: "a", x: [10, 20], y: [1, null], steps: true };
    expect([0, 10, 19.9, 20, 99].map((at) => valueAt(line, at))).toEqual([null, 1, 1, null, null]);
  });

  test("a part of a line has all of that part, and leads in and out of it", () => {
    const line = { id: "a", x: [0, 10, 20, 30, 40], y: [0, 1, 2, 3, 4], steps: false };
    expect(cut(line, { from: 15, to: 25 }).x).toEqual([10, 20, 30]);
    expect(cut(line, { from: 10, to: 30 }).x).toEqual([10, 20, 30]);
    expect(cut(line, { from: 0, to: 40 })).toEqual(line);
    for (const at of [15, 19, 25])
      expect(valueAt(cut(line, { from: 15, to: 25 }), at)).toBe(valueAt(line, at));
  });

  test("no window is drawn shorter than a bin, or in parts of bins", () => {
    expect([1, 10, 12, 25].map((window) => drawnWindow(series, 30, window))).toEqual([
      10, 10, 10, 30,
    ]);
  });

  test("a run without a series has no line", () => {
    const { series: _, ...bare } = comparison.runs[0]!;
    expect(lines([bare as RunSummary], 1800, regretLine)).toEqual([]);
  });
});
