// One proportion against a margin of another: the nearest pair on it, the score test, evidence block by block, the probability.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stream, type Stream } from "../../sim/random/streams.ts";
import { betaBetter } from "../../sim/statistics/betaBetter.ts";
import { betaBeyond } from "../../sim/statistics/betaMargin.ts";
import { boundary, likeliestOn, type Margin } from "../../sim/statistics/margin.ts";
import {
  afterBlock,
  NO_EVIDENCE,
  type MarginEvidence,
} from "../../sim/statistics/marginEvidence.ts";
import { marginZ } from "../../sim/statistics/marginTest.ts";
import { twoProportions, type Counts } from "../../sim/statistics/twoProportions.ts";
import { replications } from "../full.ts";
import "../seeded.ts";

const difference = (by: number): Margin => ({ as: "difference", by });
const ratio = (by: number): Margin => ({ as: "ratio", by });

const counts = (most: number): fc.Arbitrary<Counts> =>
  fc
    .integer({ min: 1, max: most })
    .chain((n) => fc.integer({ min: 0, max: n }).map((successes) => ({ successes, n })));
const margin: fc.Arbitrary<Margin> = fc.oneof(
  fc.double({ min: -0.99, max: 0.99, noNaN: true }).map(difference),
  fc.double({ min: 0.01, max: 20, noNaN: true }).map(ratio),
);

/** ln of the likelihood of a proportion. */
function lnLikelihood({ successes, n }: Counts, p: number): number {
  const part = (k: number, q: number) => (k === 0 ? 0 : k * Math.log(q));
  return part(successes, p) + part(n - successes, 1 - p);
}

describe("the likeliest pair on a margin", () => {
  test("is on it, and no other there is likelier", () => {
    fc.assert(
      fc.property(counts(5000), counts(5000), margin, (first, second, on) => {
        const pair = likeliestOn(on, first, second);
        expect(pair.second).toBeCloseTo(boundary(pair.first, on), 12);
        const most = lnLikelihood(first, pair.first) + lnLikelihood(second, pair.second);
        for (let i = 1; i < 1000; i++) {
          const p = i / 1000;
          const q = boundary(p, on);
          if (q < 0 || q > 1) continue;
          const other = lnLikelihood(first, p) + lnLikelihood(second, q);
          expect(other).toBeLessThanOrEqual(most + 1e-9 * (1 + Math.abs(most)));
        }
      }),
    );
  });

  test("without a margin it is both together", () => {
    const pooled = { first: 230 / 2500, second: 230 / 2500 };
    for (const on of [difference(0), ratio(1)]) {
      const pair = likeliestOn(on, { successes: 100, n: 1500 }, { successes: 130, n: 1000 });
      expect(pair.first).toBeCloseTo(pooled.first, 13);
      expect(pair.second).toBeCloseTo(pooled.second, 13);
    }
  });

  test("of a ratio it is the root of a quadratic", () => {
    fc.assert(
      fc.property(
        counts(5000),
        counts(5000),
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        (a, b, r) => {
          const successes = a.successes + b.successes;
          const failures = [a.n - a.successes, b.n - b.successes] as const;
          fc.pre(successes > 0 && failures[1] > 0 && failures[0] > 0);
          const half = successes * (1 + r) + failures[0] + r * failures[1];
          const root =
            (2 * successes) / (half + Math.sqrt(half * half - 4 * r * (a.n + b.n) * successes));
          expect(likeliestOn(ratio(r), a, b).first / root).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

describe("the score test", () => {
  test("without a margin it is the pooled z", () => {
    const [first, second] = [
      { successes: 100, n: 1000 },
      { successes: 130, n: 1000 },
    ];
    expect(marginZ(first, second, difference(0))).toBeCloseTo(2.102740605622114, 9);
    expect(marginZ(first, second, ratio(1))).toBeCloseTo(twoProportions(first, second)!.z, 9);
  });

  test("seen from the other side it is the same", () => {
    fc.assert(
      fc.property(
        counts(5000),
        counts(5000),
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        (a, b, by) => {
          const there = marginZ(a, b, difference(by));
          const back = marginZ(b, a, difference(-by));
          expect(there === undefined).toBe(back === undefined);
          if (there !== undefined) expect(back! / -there).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  test("no failure at all is no certainty", () => {
    const stable = { successes: 13, n: 2700 };
    expect(marginZ(stable, { successes: 0, n: 10 }, difference(0.01))).toBeGreaterThan(-1);
    expect(marginZ(stable, { successes: 0, n: 1000 }, difference(0.01))).toBeLessThan(-3);
  });

  test("nothing can be said without trials, or where all are alike", () => {
    const none = { successes: 0, n: 0 };
    const some = { successes: 0, n: 50 };
    expect(marginZ(none, some, difference(0.1))).toBeUndefined();
    expect(marginZ(some, none, difference(0.1))).toBeUndefined();
    expect(marginZ(some, some, difference(0))).toBeUndefined();
    expect(marginZ(some, some, ratio(2))).toBeUndefined();
  });

  test.each<[number, Margin]>([
    [0.1, difference(0)],
    [0.1, difference(0.1)],
    [0.2, difference(-0.1)],
    [0.1, ratio(2)],
  ])("on the margin it is as often wrong as it says: %d, %j", (p, on) => {
    const q = boundary(p, on);
    let wrong = 0;
    for (let s = 0; s <= 60; s++)
      for (let t = 0; t <= 90; t++) {
        const z = marginZ({ successes: s, n: 60 }, { successes: t, n: 90 }, on) ?? 0;
        if (z > 1.6448536269514722) wrong += binomial(60, s, p) * binomial(90, t, q);
      }
    expect(wrong).toBeGreaterThan(0.03);
    expect(wrong).toBeLessThan(0.065);
  });
});

function binomial(n: number, k: number, p: number): number {
  let chance = 1;
  for (let i = 0; i < k; i++) chance *= ((n - i) / (i + 1)) * p;
  return chance * (1 - p) ** (n - k);
}

describe("evidence, block by block", () => {
  /** The expectation of a block's e-value for evidence above the margin, over all that can come. */
  function expected(
    before: MarginEvidence,
    n: readonly [number, number],
    rates: readonly [number, number],
    on: Margin,
  ): number {
    let mean = 0;
    for (let s = 0; s <= n[0]; s++)
      for (let t = 0; t <= n[1]; t++) {
        const after = afterBlock(before, { successes: s, n: n[0] }, { successes: t, n: n[1] }, on);
        const chance = binomial(n[0], s, rates[0]) * binomial(n[1], t, rates[1]);
        mean += chance === 0 ? 0 : chance * Math.exp(after.lnAbove - before.lnAbove);
      }
    return mean;
  }

  const rate = fc.double({ min: 0, max: 1, noNaN: true });
  const sizes = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }));

  test("no bet on a block wins on average while the second rate is not above the margin", () => {
    let bets = 0;
    fc.assert(
      fc.property(
        counts(60),
        counts(60),
        margin,
        sizes,
        rate,
        rate,
        (first, second, on, n, p, below) => {
          const before = { ...NO_EVIDENCE, first, second };
          const q = Math.min(1, boundary(p, on)) * below;
          fc.pre(q >= 0);
          const mean = expected(before, n, [p, q], on);
          if (mean !== 1) bets++;
          expect(mean).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 300 },
    );
    expect(bets).toBeGreaterThan(50);
  });

  test("it wins where the second rate is above, and the bet was on that", () => {
    const before = {
      ...NO_EVIDENCE,
      first: { successes: 10, n: 100 },
      second: { successes: 50, n: 100 },
    };
    expect(expected(before, [8, 8], [0.1, 0.5], difference(0.1))).toBeGreaterThan(1.5);
  });

  test("a block without anybody on one side says nothing, and is remembered", () => {
    const before = {
      ...NO_EVIDENCE,
      first: { successes: 1, n: 10 },
      second: { successes: 5, n: 10 },
    };
    const after = afterBlock(before, { successes: 0, n: 0 }, { successes: 3, n: 5 }, difference(0));
    expect(after).toEqual({ ...before, second: { successes: 8, n: 15 } });
  });

  test("what cannot be is evidence without end", () => {
    const before = {
      ...NO_EVIDENCE,
      first: { successes: 1, n: 10 },
      second: { successes: 5, n: 10 },
    };
    const after = afterBlock(before, { successes: 1, n: 10 }, { successes: 3, n: 5 }, ratio(0));
    expect(after.lnAbove).toBe(Infinity);
  });

  interface World {
    /** Stable's rate and the candidate's at a look, and requests of both in the block. */
    readonly at: (
      look: number,
    ) => readonly [p: number, q: number, stable: number, candidate: number];
    readonly on: Margin;
  }

  /** In how many of so many runs of 200 looks the evidence above, and below, ever reaches 20. */
  function reached(
    { at, on }: World,
    runs: number,
  ): { above: number; below: number; looks: number } {
    const random = stream(1, "margin evidence");
    const found = { above: 0, below: 0, looks: 0 };
    for (let run = 0; run < runs; run++) {
      let known = NO_EVIDENCE;
      for (let look = 0; look < 200; look++) {
        const [p, q, n, m] = at(look);
        known = afterBlock(known, drawn(n, p, random), drawn(m, q, random), on);
        const above = known.lnAbove >= Math.log(20);
        if (!above && known.lnBelow < Math.log(20)) continue;
        found[above ? "above" : "below"]++;
        found.looks += look + 1;
        break;
      }
    }
    return found;
  }

  function drawn(n: number, p: number, random: Stream): Counts {
    let successes = 0;
    for (let i = 0; i < n; i++) if (random() < p) successes++;
    return { successes, n };
  }

  const RUNS = replications(200, 4000);
  /** 5%, and four standard errors. */
  const AT_MOST = RUNS * 0.05 + 4 * Math.sqrt(RUNS * 0.05 * 0.95);

  test.each<[string, World]>([
    ["alike", { at: () => [0.1, 0.1, 50, 50], on: difference(0) }],
    ["rare, a tenth of the traffic", { at: () => [0.005, 0.005, 180, 20], on: difference(0) }],
    ["on a margin", { at: () => [0.02, 0.03, 90, 10], on: difference(0.01) }],
    ["on a ratio", { at: () => [0.02, 0.04, 80, 20], on: ratio(2) }],
    [
      "rates that fall while the weight rises",
      {
        at: (look) => {
          const p = 0.3 - look / 1000;
          return [p, p, 90 - Math.floor(look / 4), 10 + Math.floor(look / 4)];
        },
        on: difference(0),
      },
    ],
  ])("200 looks are seldom wrong: %s", (_name, world) => {
    const { above, below } = reached(world, RUNS);
    expect(above).toBeLessThanOrEqual(AT_MOST);
    expect(below).toBeLessThanOrEqual(AT_MOST);
  });

  test("it finds 3% against 0.5% in some ten looks at 30 requests, and that 0.5% is within a point", () => {
    const bad = reached({ at: () => [0.005, 0.03, 270, 30], on: difference(0) }, 100);
    expect(bad.above).toBe(100);
    expect(bad.looks / 100).toBeLessThan(12);
    const good = reached({ at: () => [0.005, 0.005, 270, 30], on: difference(0.01) }, 100);
    expect(good.below).toBe(100);
    expect(good.looks / 100).toBeLessThan(40);
  });
});

describe("the probability beyond a margin", () => {
  const flat = { a: 1, b: 1 };

  test.each<[Margin, number]>([
    [difference(0), 0.5],
    [difference(0.3), 0.7 ** 2 / 2],
    [difference(-0.3), 1 - 0.7 ** 2 / 2],
    [difference(1), 0],
    [ratio(1), 0.5],
    [ratio(4), 1 / 8],
    [ratio(0.5), 0.75],
    [ratio(0), 1],
  ])("of two uniform ones, %j: %d", (on, p) => {
    expect(betaBeyond(flat, flat, on)).toBeCloseTo(p, 9);
  });

  test("without a margin it is that of being better", () => {
    const [first, second] = [
      { a: 101, b: 901 },
      { a: 131, b: 871 },
    ];
    for (const on of [difference(0), ratio(1)])
      expect(betaBeyond(first, second, on)).toBeCloseTo(betaBetter(first, second), 9);
  });

  test("either side has the rest", () => {
    const shape = fc.integer({ min: 1, max: 2000 });
    const beta = fc.record({ a: shape, b: shape });
    fc.assert(
      fc.property(beta, beta, fc.double({ min: -0.9, max: 0.9, noNaN: true }), (a, b, by) => {
        const there = betaBeyond(a, b, difference(by));
        expect(there + betaBeyond(b, a, difference(-by))).toBeCloseTo(1, 8);
      }),
    );
  });
});
