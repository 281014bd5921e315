// Scenarios whose rates and latencies move: generated, and when they do.
import fc from "fast-check";
import type { Scenario } from "../../sim/scenario/types.ts";
import { scenarioOf } from "../worlds.ts";

/** Every moment something may happen, and one between each two. */
export function moments({ changes, duration }: Scenario): number[] {
  const all = changes.flatMap(({ at, over, for: lasting }) => [
    at,
    ...Array.from({ length: 60 }, (_, k) => at + (over * (k + 1)) / 60),
    ...(lasting === null ? [] : [at + lasting]),
  ]);
  const times = [...new Set([0, ...all, duration])]
    .filter((t) => t <= duration)
    .toSorted((a, b) => a - b);
  return times.flatMap((t, i) => (i + 1 < times.length ? [t, (t + times[i + 1]!) / 2] : [t]));
}

export const quarter = (least: number, most: number) =>
  fc.integer({ min: least * 4, max: most * 4 }).map((n) => n / 4);
const rate = fc.double({ min: 0, max: 1, noNaN: true }).map((x) => Number(x.toPrecision(4)));
const latency = fc.constantFrom(
  { constant: 0.2 },
  { mean: 0.3 },
  { p50: 0.1, p99: 2 },
  {
    quantiles: [
      [0, 0.1],
      [1, 0.5],
    ],
  },
);
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [] });
const SEGMENTS = ["left", "right"];

const change = fc
  .tuple(
    fc.record({ at: quarter(0, 60), version: fc.constantFrom("*", "stable", "candidate") }),
    some({
      over: fc.constantFrom(15, 30, 60, 0.25),
      for: quarter(0.25, 40),
      segment: fc.constantFrom(...SEGMENTS),
    }),
    fc.oneof(
      some({ errorRate: rate, reward: rate, latency }).map((set) => ({
        set: { errorRate: 0.5, ...set },
      })),
      some({ errorRate: rate, latency: fc.constantFrom(-0.2, 0.5) }).map((add) => ({
        add: { reward: -0.25, ...add },
      })),
      some({ errorRate: rate, latency: fc.constantFrom(0, 0.5, 3) }).map((times) => ({
        times: { reward: 1.5, ...times },
      })),
    ),
  )
  .map((parts) => Object.assign({}, ...parts) as object);

const version = (id: string) =>
  fc
    .record({
      errorRate: rate,
      latency,
      bySegment: some(
        Object.fromEntries(SEGMENTS.map((s) => [s, some({ errorRate: rate, latency })])),
      ),
    })
    .map((rates) => ({ id, ...rates }));

/** Two versions and two segments, some of whose rates move. */
export const scenarios = fc
  .tuple(version("stable"), version("candidate"), fc.array(change, { maxLength: 6 }), fc.boolean())
  .map(([stable, candidate, changes]) =>
    scenarioOf({
      duration: 100,
      traffic: { rate: 1, segments: SEGMENTS.map((id) => ({ id, share: 0.5 })) },
      versions: [stable, candidate],
      changes,
    }),
  );
