// What rates and latencies are at any moment, against a reckoning that starts afresh each time: the base, then every change in
// force, in order of (at, position), then held in their range.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lookUp, tabulate } from "../../sim/random/quantile.ts";
import type { Change, Latency, Scenario } from "../../sim/scenario/types.ts";
import { Truth } from "../../sim/world/truth.ts";
import { scenarioOf } from "../worlds.ts";
import { moments, quarter, scenarios } from "./changing.ts";

/** Draws at which latencies are compared: both tails and the middle. */
const DRAWS = [0, 1 << 20, 1 << 30, 2147483647, -2147483648, -(1 << 30), -(1 << 20), -1];
const known = new Map<string, readonly number[]>();
function quantiles(latency: Latency): readonly number[] {
  const name = JSON.stringify(latency);
  const table = known.has(name) ? null : tabulate(latency);
  if (table !== null)
    known.set(
      name,
      DRAWS.map((draw) => lookUp(table, 0, draw)),
    );
  return known.get(name)!;
}

function shareOf({ at, over, for: lasting }: Change, now: number): number {
  if (now < at || (lasting !== null && now >= at + lasting)) return 0;
  if (over === 0) return 1;
  let k = 0;
  while (k < 60 && at + (over * (k + 1)) / 60 <= now) k++;
  return k / 60;
}

interface Rates {
  errorRate: number;
  reward: number;
  latency: number[];
}

function afresh(
  { versions, changes, traffic }: Scenario,
  v: number,
  s: number,
  now: number,
): Rates {
  const version = versions[v]!;
  const segment = traffic.segments[s]!.id;
  const own = version.bySegment[segment];
  const rates: Rates = {
    errorRate: own?.errorRate ?? version.errorRate,
    reward: own?.reward ?? version.reward,
    latency: [...quantiles(own?.latency ?? version.latency)],
  };
  const order = changes
    .map((_, i) => i)
    .toSorted((a, b) => changes[a]!.at - changes[b]!.at || a - b);
  for (const change of order.map((i) => changes[i]!)) {
    if (change.version !== "*" && change.version !== version.id) continue;
    if (change.segment !== null && change.segment !== segment) continue;
    const share = shareOf(change, now);
    const { effect } = change;
    const move = (x: number, y: number) =>
      effect.kind === "set"
        ? x + (y - x) * share
        : effect.kind === "add"
          ? x + y * share
          : x * (1 + (y - 1) * share);
    for (const rate of ["errorRate", "reward"] as const)
      if (effect[rate] !== undefined) rates[rate] = move(rates[rate], effect[rate]);
    const { latency } = effect;
    if (latency === undefined) continue;
    const to = typeof latency === "number" ? DRAWS.map(() => latency) : quantiles(latency);
    rates.latency = rates.latency.map((x, i) => move(x, to[i]!));
  }
  const hold = (x: number) => Math.min(1, Math.max(0, x));
  return {
    errorRate: hold(rates.errorRate),
    reward: hold(rates.reward),
    latency: rates.latency.map((x) => Math.max(0, x)),
  };
}

/** Every cell of the truth is what is reckoned afresh. */
function compare(truth: Truth, scenario: Scenario, now: number): void {
  for (let v = 0; v < truth.versions; v++)
    for (let s = 0; s < truth.segments; s++) {
      const cell = v * truth.segments + s;
      const { errorRate, reward, latency } = afresh(scenario, v, s, now);
      const drawn = DRAWS.map((draw) => lookUp(truth.latency, truth.tableAt[cell]!, draw));
      const off = [
        truth.errorRate[cell]! - errorRate,
        truth.reward[cell]! - reward,
        ...drawn.map((x, i) => x - latency[i]!),
      ];
      if (off.some((difference) => !(Math.abs(difference) < 1e-9)))
        throw new Error(`at ${now} s, version ${v}, segment ${s}: off by ${off.join(", ")}`);
    }
}

test("at every moment, and between each two, all rates are what the changes in force make of them", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const truth = new Truth(scenario);
      for (const now of moments(scenario)) {
        truth.advance(now);
        compare(truth, scenario, now);
        expect(truth.nextChange).toBeGreaterThan(now);
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("a truth that sleeps through many changes wakes to what one sees that did not", () => {
  fc.assert(
    fc.property(scenarios, quarter(0, 100), quarter(0, 100), (scenario, a, b) => {
      const truth = new Truth(scenario);
      for (const now of [Math.min(a, b), Math.max(a, b)]) {
        truth.advance(now);
        compare(truth, scenario, now);
      }
    }),
    { numRuns: 60, seed: 2 },
  );
});

test("steps of a ramp that no binary number hits come when they should, each once", () => {
  for (const [at, over] of [
    [0.1, 0.7],
    [1 / 3, 10],
    [1e6 / 7, 123.456],
  ] as const) {
    const scenario = scenarioOf({
      duration: 1e6,
      traffic: { rate: 0.001 },
      changes: [{ at, over, version: "stable", set: { errorRate: 1 } }],
    });
    const truth = new Truth(scenario);
    const shares: number[] = [];
    while (truth.nextChange < Infinity) {
      truth.advance(truth.nextChange);
      shares.push(Math.round(truth.errorRate[0]! * 60));
      expect(truth.errorRate[0]! * 60).toBeCloseTo(shares.at(-1)!, 9);
    }
    expect(shares).toEqual(Array.from({ length: 60 }, (_, k) => k + 1));
    expect(truth.errorRate[0]).toBe(1);
  }
});

describe("value", () => {
  const worth = (more: object) => {
    const truth = new Truth(
      scenarioOf({
        traffic: { rate: 1, timeout: 1 },
        versions: [
          { id: "stable", errorRate: 0.2, reward: 0.5, latency: { mean: 1 } },
          { id: "candidate", errorRate: 0.5, reward: 0.9, latency: { constant: 0.1 } },
          { id: "equal", errorRate: 0.5, reward: 0.9, latency: { constant: 0.2 } },
        ],
        ...more,
      }),
    );
    return { value: [...truth.value], best: truth.best[0], gap: [...truth.gap] };
  };

  test("is what succeeds in time", () => {
    const { value, best, gap } = worth({});
    expect(value[0]).toBeCloseTo(0.8 * (1 - Math.exp(-1)), 4);
    expect(value.slice(1)).toEqual([0.5, 0.5]);
    expect(best).toBe(0);
    expect(gap[0]).toBe(0);
    expect(gap[1]).toBeCloseTo(value[0]! - 0.5, 12);
  });

  test("is what converts, under reward; ties go to the first", () => {
    const { value, best, gap } = worth({ objective: "reward" });
    expect(value[0]).toBeCloseTo(0.4 * (1 - Math.exp(-1)), 4);
    expect(value.slice(1)).toEqual([0.45, 0.45]);
    expect(best).toBe(1);
    expect(gap.slice(1)).toEqual([0, 0]);
  });
});
