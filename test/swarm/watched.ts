// What an operator sees, as sampled: outages, buckets and metrics of the scenario's own, and judges of every kind over them.
import fc from "fast-check";
import type { Samplers } from "./argo.ts";

type Fields = Record<string, unknown>;
type Sample = fc.Arbitrary<unknown>;
type Tools = Pick<Samplers, "duration" | "number" | "some" | "length">;

/** The monitor's words beside scrape and window. The metrics have the names that checks below ask for. */
export function watched({ duration, number, some, length }: Tools, ids: readonly string[]) {
  const whose = fc.oneof(
    fc.constantFrom("candidate", "stable", "all", ...ids),
    fc.subarray([...ids], { minLength: 1 }),
  );
  const about = { of: whose, window: duration(1, length), lag: duration(0, length / 4) };
  const metrics = fc
    .tuple(
      fc.constantFrom("errorRate", "successRate", "reward"),
      number(0, 1),
      some(about),
      some(about),
    )
    .map(([ratio, quantile, first, second]) => [
      { id: "ownRatio", ratio, ...first },
      { id: "ownQuantile", quantile, ...second },
    ]);
  const outage = fc.record({
    at: duration(0, length),
    for: duration(0.1, length / 3),
    as: fc.constantFrom("error", "noData"),
  });
  return {
    outages: fc.array(outage, { maxLength: 3 }),
    buckets: fc.oneof(fc.constant("prometheus"), fc.constant(["10ms", "100ms", "1s"])),
    lostExposures: fc.dictionary(fc.constantFrom(...ids), number(0, 1)),
    metrics,
  };
}

/** A check by one of the judges that need no limits, or on a metric of the scenario's own. */
export function judgedCheck({ duration, number, some, length }: Tools): fc.Arbitrary<Fields> {
  const span = { step: duration(1, length / 10 + 1), lookback: duration(1, length) };
  const classified = {
    direction: fc.constantFrom("increase", "decrease", "either"),
    nanStrategy: fc.constantFrom("remove", "replace"),
    outliers: fc.constantFrom("keep", "remove"),
    effect: some({ measure: fc.constantFrom("meanRatio", "cles"), allowedIncrease: number(0, 2) }),
  };
  const any = fc.constantFrom(
    "errorRate",
    "latencyP99",
    "reward",
    "requests",
    "ownRatio",
    "ownQuantile",
  );
  const scored = fc
    .tuple(
      any,
      some({
        ...classified,
        group: fc.constantFrom("a", "b"),
        critical: fc.boolean(),
        mustHaveData: fc.boolean(),
        muted: fc.boolean(),
      }),
    )
    .map(([metric, more]) => ({ metric, ...more }));
  const share = fc.constantFrom("errorRate", "successRate", "ownRatio");
  const patience = { giveUpAfter: duration(1, length) };
  const ofShares: Sample = fc.oneof(
    some({ alpha: number(0.01, 0.5), ...patience }).map((more) => ({
      type: "alwaysValid",
      ...more,
    })),
    some({ alpha: number(0.01, 0.5), ...patience }).map((more) => ({ type: "eProcess", ...more })),
    some({ threshold: number(0.5, 0.99), ...patience }).map((more) => ({
      type: "bayesian",
      ...more,
    })),
  );
  const sprt = some({ odds: number(1.1, 10), alpha: number(0.01, 0.4), beta: number(0.01, 0.4) });
  const twoProportion = some({ alpha: number(0.01, 0.4) });
  const than = fc.constantFrom("difference", "ratio").map((as) => ({ than: "stable", as }));
  const kinds: Sample = fc.oneof(
    fc
      .tuple(fc.array(scored, { minLength: 1, maxLength: 3 }), some(span))
      .map(
        ([metrics, more]) =>
          [metrics.map((one, i) => (i > 0 ? one : { ...one, muted: false })), more] as const,
      )
      .map(([metrics, more]) => ({ judge: { type: "kayenta", metrics, ...more } })),
    fc
      .tuple(any, some({ ...classified, ...span }))
      .map(([metric, more]) => ({ metric, judge: { type: "mannWhitney", ...more } })),
    fc
      .tuple(
        share,
        ofShares as fc.Arbitrary<Fields>,
        number(0.001, 0.999),
        fc.oneof(than, fc.constant({})),
      )
      .map(([metric, judge, max, against]) => ({ metric, max, judge, ...against })),
    fc
      .tuple(share, sprt, number(0.001, 0.9))
      .map(([metric, more, max]) => ({ metric, max, judge: { type: "sprt", ...more } })),
    fc.tuple(share, twoProportion, number(0, 1), than).map(([metric, more, max, against]) => ({
      metric,
      max,
      judge: { type: "twoProportion", ...more },
      ...against,
    })),
    fc.record({ metric: fc.constant("ownRatio"), max: number(0, 1) }),
    fc.record({ metric: fc.constant("ownQuantile"), max: duration(0, 3) }),
  );
  const often = fc.tuple(
    duration(length / 100 + 1, length / 5 + 2),
    some({
      delay: duration(0, length / 4),
      consecutiveFailureLimit: fc.nat({ max: 3 }),
      dryRun: fc.boolean(),
    }),
  );
  return fc
    .tuple(kinds as fc.Arbitrary<Fields>, often)
    .map(([kind, [every, more]]) => ({ ...kind, every, ...more }));
}
