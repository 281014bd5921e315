// Worlds in which everything happens on the half second: arrivals, completions, time-outs, pods, labels, changes, scrapes and
// wakes meet at equal times again and again, and each half second is a float64 to the bit. What `scenarios.ts` samples never ties.
import fc from "fast-check";
import { policies } from "../../sim/policies/index.ts";
import { typesFor } from "./scenarios.ts";

type Fields = Record<string, unknown>;

const halves = (least: number, most: number) =>
  fc.integer({ min: least * 2, max: most * 2 }).map((n) => n / 2);

/** Any subset of the fields. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Fields> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Fields>;

/** All of the fields, or, twice as often, none. */
const rarely = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Fields> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record(fields) as fc.Arbitrary<Fields> },
  );

const service = fc.oneof(
  { weight: 6, arbitrary: fc.record({ constant: halves(0, 4) }) },
  { weight: 1, arbitrary: fc.constant({ mean: 1 }) },
);

const pods = fc
  .tuple(
    fc.record({
      count: fc.integer({ min: 1, max: 4 }),
      concurrency: fc.integer({ min: 1, max: 3 }),
      startup: halves(0, 6),
      queue: fc.constantFrom(0, 1, 4, 1000, 1000),
    }),
    rarely({
      autoscale: fc.record({
        max: fc.integer({ min: 1, max: 6 }),
        target: fc.constantFrom(0.5, 1, 0.25),
        every: halves(0.5, 10),
      }),
    }),
  )
  .map((parts) => Object.assign({}, ...parts) as Fields);

const version = (id: string): fc.Arbitrary<Fields> =>
  fc
    .tuple(
      fc.record({
        errorRate: fc.constantFrom(0, 0.1, 0.5),
        latency: service,
        reward: fc.constantFrom(1, 0.5),
      }),
      some({ pods, rewardDelay: fc.record({ constant: halves(0.5, 10) }) }),
    )
    .map(([rates, more]) => ({ id, ...rates, ...more }));

function traffic(length: number): fc.Arbitrary<Fields> {
  const arrivals = fc.oneof(
    fc.constantFrom(2, 4, 16).map((rate) => ({ rate, arrivals: "regular" })),
    fc
      .array(halves(0, length - 1), { minLength: 1, maxLength: 300, size: "max" })
      .map((times) => ({ trace: { times: times.toSorted((a, b) => a - b) } })),
  );
  return fc
    .tuple(
      arrivals,
      some({
        segments: fc.constant([
          { id: "left", share: 0.25 },
          { id: "right", share: 0.75 },
        ]),
        retries: fc.record({
          attempts: fc.integer({ min: 1, max: 3 }),
          on: fc.subarray(["error", "refused", "timeout"], { minLength: 1 }),
        }),
      }),
      fc.record({ timeout: halves(0.5, 8), users: fc.constantFrom(1, 5, 200) }),
    )
    .map((parts) => Object.assign({}, ...parts) as Fields);
}

const change = (length: number, ids: readonly string[]): fc.Arbitrary<Fields> =>
  fc
    .tuple(
      fc.record({ at: halves(0, length), version: fc.constantFrom("*", ...ids) }),
      some({ over: fc.constantFrom(30, 15), for: halves(0.5, length) }),
      fc.constantFrom(
        { set: { errorRate: 0.3 } },
        { add: { latency: 0.5 } },
        { times: { latency: 2, errorRate: 3 } },
        { set: { latency: { constant: 1.5 }, reward: 0.25 } },
      ),
    )
    .map((parts) => Object.assign({}, ...parts) as Fields);

function parameters(type: string, length: number): fc.Arbitrary<Fields> {
  const at = halves(0, length);
  const checks = fc.constantFrom(
    [],
    [{ metric: "errorRate", max: 0.3, every: 2, window: 4, noData: "pass" }],
    [{ metric: "latencyP99", max: 3, every: 3, window: 6, noData: "pass", failureLimit: 1 }],
    [{ metric: "reward", min: 0.2, every: 4, window: 8, noData: "inconclusive" }],
  );
  const step = fc.oneof(
    fc.constantFrom(5, 25, 50, 100).map((setWeight) => ({ setWeight })),
    halves(0.5, 5).map((pause) => ({ pause })),
    fc.constant({ pause: {} }),
    fc.integer({ min: 0, max: 4 }).map((count) => ({ setScale: { pods: count } })),
  );
  const assign = fc.constantFrom("request", "user");
  const every = halves(2, 10);
  const of: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
    recreate: { at, downtime: halves(0, 10) },
    rolling: { at, minReady: halves(0, 4), assign, checks, maxSurge: fc.constantFrom(1, "50%") },
    blueGreen: { at, checks, keepOld: halves(0, 10), autoPromotion: fc.oneof(fc.boolean(), every) },
    canary: { at, assign, checks, steps: fc.array(step, { maxLength: 8 }) },
    linear: { at, assign, checks, every, step: fc.constantFrom(0.25, 0.5, 0.3) },
    abTest: { at, assign, split: fc.constantFrom(0.5, 0.2), mde: fc.constantFrom(0.1, 0.4) },
    meddling: {
      looks: halves(0.5, 10),
      acts: fc.array(
        fc.oneof(
          fc.record({ at, weight: fc.constantFrom(0, 0.25, 0.5, 1) }),
          fc.record({ at, pods: fc.nat({ max: 4 }) }),
          fc.record({ at, enroll: fc.constant(true) }),
          fc.record({ at, mirror: fc.constantFrom(0, 0.5, 1), version: fc.nat({ max: 2 }) }),
          fc.record({
            at,
            load: fc.constantFrom(0, 1, 2, 8),
            target: fc.constantFrom("split", 0, 1, 2),
          }),
        ),
        { maxLength: 8 },
      ),
    },
    bandit: {
      policy: fc.constantFrom(...policies.map(({ name }) => name)),
      update: fc.oneof(fc.constant("each"), fc.record({ every })),
      stop: fc.record({ minimumRequests: fc.integer({ min: 5, max: 50 }), every }),
    },
  };
  return some(of[type] ?? {}).map((written) =>
    type === "bandit" ? { policy: "thompson", ...written } : written,
  );
}

function entries(length: number, count: number): fc.Arbitrary<Fields[]> {
  const entry = fc
    .constantFrom(...typesFor(count))
    .chain((type) =>
      fc
        .tuple(
          fc.constant({ type }),
          parameters(type, length),
          some({ operator: fc.record({ approvesAfter: halves(0, 10) }) }),
        )
        .map((parts) => Object.assign({}, ...parts) as Fields),
    );
  return fc
    .array(entry, { minLength: 1, maxLength: 4 })
    .map((all) => all.map((one, i) => ({ ...one, id: `${String(one["type"])}-${i}` })));
}

/** Valid scenarios, as documents, full of ties. */
export const tiedDocuments: fc.Arbitrary<Fields> = fc
  .tuple(fc.integer({ min: 10, max: 60 }), fc.integer({ min: 1, max: 3 }))
  .chain(([length, count]) => {
    const ids = ["stable", "candidate", "third"].slice(0, count);
    return fc
      .tuple(
        fc.record({
          name: fc.constant("tied"),
          duration: fc.constant(length),
          traffic: traffic(length),
          versions: fc.tuple(...ids.map(version)),
          strategies: entries(length, count),
          monitor: fc.record({ scrape: halves(1, 6), window: halves(1, 20) }),
          seed: fc.nat(),
          failures: fc.constantFrom("shared", "own"),
          objective: fc.constantFrom("success", "reward"),
        }),
        some({ changes: fc.array(change(length, ids), { maxLength: 4 }) }),
      )
      .map((parts) => Object.assign({}, ...parts) as Fields);
  });
