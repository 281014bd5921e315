// Incidents at random times: a Poisson process of the rate asked for.
import { expect, test } from "vitest";
import { realize } from "../../sim/realize.ts";
import { scenarioOf } from "../worlds.ts";
import { errorsOf, kolmogorov, seeds } from "./laws.ts";

const uncertain = (incident: object) =>
  scenarioOf({
    duration: "10h",
    incidents: [{ every: "2h", for: "10m", set: { errorRate: 0.5 }, ...incident }],
  });

test("as many as a Poisson draw, at any time alike", () => {
  const scenario = uncertain({});
  const runs = seeds(3000).map((seed) => realize(scenario, seed));
  const counts = runs.map(({ drawn }) => drawn[0]!.value);
  expect(errorsOf(counts, 5)).toBeLessThan(4);
  expect(
    errorsOf(
      counts.map((n) => (n - 5) ** 2),
      5,
    ),
  ).toBeLessThan(4);
  // of a Poisson process, given how many, the times are uniform
  const times = runs.flatMap(({ scenario: { changes } }) => changes.map(({ at }) => at));
  expect(times).toHaveLength(counts.reduce((sum, n) => sum + n, 0));
  expect(kolmogorov(times, (at) => at / 36_000)).toBeLessThan(1.95);
});

test("each lasts as long as written, or exponentially", () => {
  const lengths = (incident: object) => {
    const scenario = uncertain(incident);
    return seeds(1000).flatMap((seed) =>
      realize(scenario, seed).scenario.changes.map((change) => change.for!),
    );
  };
  expect(new Set(lengths({}))).toEqual(new Set([600]));
  expect(kolmogorov(lengths({ for: { mean: "10m" } }), (x) => 1 - Math.exp(-x / 600))).toBeLessThan(
    1.95,
  );
});

test("it befalls whom it says, all by default, and does what it says", () => {
  const [change] = realize(uncertain({ every: "1m" }), 1).scenario.changes;
  expect(change).toMatchObject({
    version: "*",
    segment: null,
    over: 0,
    effect: { kind: "set", errorRate: 0.5 },
  });
  const one = { every: "1m", version: "candidate", segment: "all" };
  expect(realize(uncertain(one), 1).scenario.changes[0]).toMatchObject({
    version: "candidate",
    segment: "all",
  });
});
