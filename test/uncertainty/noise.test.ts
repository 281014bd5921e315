// Rates that wander: factors of mean 1 with the spread and the memory asked for, on whatever the rates are by then.
import { expect, test } from "vitest";
import { realize } from "../../sim/realize.ts";
import type { Change, Scenario } from "../../sim/scenario/types.ts";
import { Truth } from "../../sim/world/truth.ts";
import { scenarioOf } from "../worlds.ts";
import { errorsOf, kolmogorov, seeds } from "./laws.ts";

const uncertain = (noise: object, fields: object = {}) =>
  scenarioOf({
    duration: "10m",
    versions: [
      { id: "stable", errorRate: 0.01 },
      { id: "candidate", errorRate: 0.02 },
    ],
    noise,
    ...fields,
  });

function factorsOf({ effect }: Change): { errorRate?: number; latency?: number } {
  if (effect.kind !== "times") throw new Error("noise multiplies");
  return effect;
}

const errorFactors = (scenario: Scenario, seed: number): number[] =>
  realize(scenario, seed).scenario.changes.map((change) => factorsOf(change).errorRate!);

test("a factor is log-normal of mean 1 and the variation asked for, in the first period as in the last", () => {
  const scenario = uncertain({ errorRate: 0.5, memory: 0.8 });
  const runs = seeds(4000).map((seed) => errorFactors(scenario, seed));
  for (const period of [0, 9]) {
    const all = runs.map((factors) => factors[period]!);
    expect(errorsOf(all, 1)).toBeLessThan(4);
    expect(
      errorsOf(
        all.map((x) => (x - 1) ** 2),
        0.25,
      ),
    ).toBeLessThan(4);
    // ln(1.25) is the variance of the logarithm; below its mean are half
    const median = Math.sqrt(1 / 1.25);
    expect(
      errorsOf(
        all.map((x) => Number(x < median)),
        0.5,
      ),
    ).toBeLessThan(4);
  }
});

test.each([0, 0.8, 1])("with memory %d logarithms correlate by it, and by its powers", (memory) => {
  const scenario = uncertain({ errorRate: 0.5, memory });
  const variance = Math.log(1.25);
  const runs = seeds(2000).map((seed) =>
    errorFactors(scenario, seed).map((x) => (Math.log(x) + variance / 2) / Math.sqrt(variance)),
  );
  for (const lag of [1, 3]) {
    const products = runs.map((z) => z[2]! * z[2 + lag]!);
    expect(errorsOf(products, memory ** lag)).toBeLessThan(4);
  }
});

test("the shape of one period, seen over many seeds, is normal in the logarithm", () => {
  const scenario = uncertain({ errorRate: 2, memory: 0.3 });
  const variance = Math.log(5);
  const z = seeds(4000).map(
    (seed) => (Math.log(errorFactors(scenario, seed)[5]!) + variance / 2) / Math.sqrt(variance),
  );
  expect(kolmogorov(z, (x) => 0.5 * (1 + erf(x / Math.SQRT2)))).toBeLessThan(1.95);
});

/** Within 1.5e-7. Source: Abramowitz & Stegun 1964, 7.1.26. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-x * x);
  return x < 0 ? tail - 1 : 1 - tail;
}

test("shared noise moves all versions alike; own noise each by itself", () => {
  const shared = realize(uncertain({ errorRate: 0.3 }), 1).scenario;
  expect(new Set(shared.changes.map(({ version }) => version))).toEqual(new Set(["*"]));
  const own = realize(uncertain({ errorRate: 0.3, shared: false }), 1).scenario;
  expect(own.changes).toHaveLength(20);
  const of = (id: string) =>
    own.changes.filter(({ version }) => version === id).map((one) => factorsOf(one).errorRate);
  expect(of("stable")).toHaveLength(10);
  expect(of("stable")).not.toEqual(of("candidate"));
});

test("rates wander apart, and only those that were asked to", () => {
  const [first] = realize(uncertain({ errorRate: 0.3, latency: 0.3 }), 1).scenario.changes;
  const { errorRate, latency } = factorsOf(first!);
  expect(errorRate).not.toBe(latency);
  expect(Object.keys(first!.effect).toSorted()).toEqual(["errorRate", "kind", "latency"]);
  expect(realize(uncertain({ errorRate: 0 }), 1).scenario.changes).toEqual([]);
});

test("it is on top of what changes, incidents and ramps included, and rates stay in [0, 1]", () => {
  const quiet = {
    changes: [
      { at: 90, version: "candidate", set: { errorRate: 0.3 } },
      { at: 200, over: 120, version: "candidate", add: { errorRate: 0.2 } },
    ],
    incidents: [{ every: "2m", for: "70s", add: { errorRate: 0.1 } }],
  };
  const noisy = realize(uncertain({ errorRate: 0.8, every: "1m" }, quiet), 4);
  const still = realize(uncertain({ errorRate: 0 }, quiet), 4);
  expect(noisy.drawn).toEqual(still.drawn);
  expect(noisy.drawn[0]!.value).toBeGreaterThan(0);
  const factors = errorFactors(uncertain({ errorRate: 0.8, every: "1m" }), 4);
  const truths = [new Truth(noisy.scenario), new Truth(still.scenario)] as const;
  // at times no piece of a period begins or ends, to the millisecond
  for (let at = 0.5; at < 600; at += 1.9) {
    for (const truth of truths) truth.advance(at);
    const expected = Math.min(1, truths[1].errorRate[1]! * factors[Math.floor(at / 60)]!);
    expect(truths[0].errorRate[1]!).toBeCloseTo(expected, 12);
  }
});
