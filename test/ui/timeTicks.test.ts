import { describe, expect, test } from "vitest";
import { timeTicks } from "../../ui/charts/timeTicks.ts";

const labels = (from: number, to: number, most = 6): string[] =>
  timeTicks({ from, to }, most).map((tick) => tick.label);

describe("time ticks", () => {
  test("are whole units a person would choose", () => {
    expect(labels(0, 1800)).toEqual(["0", "5m", "10m", "15m", "20m", "25m", "30m"]);
    expect(labels(0, 86400)).toEqual(["0", "6h", "12h", "18h", "1d"]);
    expect(labels(130, 430)).toEqual(["3m", "4m", "5m", "6m", "7m"]);
  });

  test("are few and inside, whatever the span", () => {
    for (const [from, to] of [
      [0, 0.01],
      [0, 0.7],
      [3, 3.5],
      [0, 315_360_000],
      [1e6, 1e6 + 1],
    ] as const) {
      const ticks = timeTicks({ from, to }, 6);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(7);
      for (const { at } of ticks) expect(at >= from && at <= to).toBe(true);
    }
  });
});
