// What looking 200 times does: two versions that are exactly alike, and every rule that may stop at any look. Those made for it keep
// what they promise; those that are not find a difference in a third of experiments and more.
import { beforeAll, describe, expect, test } from "vitest";
import { lnEvidenceAbove, lnEvidenceAgainst } from "../../sim/statistics/bernoulliSequence.ts";
import { crossingChance } from "../../sim/statistics/crossing.ts";
import { absoluteEffect, varies, type Effect } from "../../sim/statistics/difference.ts";
import {
  classicalBounds,
  nextLook,
  NO_LOOK,
  spending,
} from "../../sim/statistics/groupSequential.ts";
import { normalPosterior } from "../../sim/statistics/normalPosterior.ts";
import { normalSequence } from "../../sim/statistics/normalSequence.ts";
import { lnLikelihoodRatio, sprtBounds } from "../../sim/statistics/sprt.ts";
import { twoProportions, type Counts } from "../../sim/statistics/twoProportions.ts";
import { afterBlock, lnTwoSample, NO_BLOCKS } from "../../sim/statistics/twoSampleEvidence.ts";
import { replications } from "../full.ts";
import { add, blocks, fourErrors, type Block } from "./trials.ts";

const LOOKS = 200;
const ALPHA = 0.05;
const RUNS = replications(150, 2000);
const LN_ENOUGH = Math.log(1 / ALPHA);
const fractions = Array.from({ length: LOOKS }, (_, i) => (i + 1) / LOOKS);

/** All counted up to a look, and the block that came last. */
interface Seen extends Block {
  readonly look: number;
  readonly block: Block;
}
/** Says at each look whether it stops. */
type Rule = (seen: Seen) => boolean;

const effectOf = ({ first, second }: Seen): Effect | undefined =>
  varies(first) && varies(second) ? absoluteEffect(first, second) : undefined;

const sequence =
  (side: "either" | "above"): Rule =>
  (seen) => {
    const effect = effectOf(seen);
    const n = seen.first.n + seen.second.n;
    const design = { alpha: ALPHA, tuning: 5000, side };
    return effect !== undefined && normalSequence(effect, n, design).p < ALPHA;
  };

const zBeyond =
  (bounds: readonly number[]): Rule =>
  ({ first, second, look }) =>
    Math.abs(twoProportions(first, second)?.z ?? 0) >= bounds[look]!;

const evidenceOf =
  (lnEvidence: (counts: Counts) => number): Rule =>
  ({ second }) =>
    lnEvidence(second) >= LN_ENOUGH;

function twoSample(): Rule {
  let known = NO_BLOCKS;
  return ({ block: { first, second } }) => {
    known = afterBlock(known, first, second);
    return lnTwoSample(known, "either") >= LN_ENOUGH;
  };
}

function wald(p0: number): Rule {
  const { upper, lower } = sprtBounds(ALPHA, 0.2);
  let over = false;
  return ({ second }) => {
    const ratio = lnLikelihoodRatio(second, p0, 1.3 * p0);
    const rejects = !over && ratio >= upper;
    over ||= ratio >= upper || ratio <= lower;
    return rejects;
  };
}

const classical = classicalBounds(fractions, ALPHA, "obrienFleming");
const spent = fractions.map(
  (() => {
    let progress = NO_LOOK;
    return (t: number) => {
      progress = nextLook(progress, t, spending("pocock", ALPHA, t));
      return progress.bound;
    };
  })(),
);

/** Made for looking at any time. */
const honest = (p: number): Record<string, () => Rule> => ({
  "the normal sequence": () => sequence("either"),
  "the normal sequence of one side": () => sequence("above"),
  "evidence about one proportion": () => evidenceOf((counts) => lnEvidenceAgainst(counts, p)),
  "evidence that one is above": () => evidenceOf((counts) => lnEvidenceAbove(counts, p)),
  "evidence of two samples": twoSample,
  "Wald's test": () => wald(p),
  "O'Brien & Fleming's bounds": () => zBeyond(classical),
  "bounds by spending": () => zBeyond(spent),
});

const naive: Record<string, () => Rule> = {
  "a z test at every look": () => zBeyond(fractions.map(() => 1.959963984540054)),
  "a chance to win above 95%": () => (seen) => {
    const effect = effectOf(seen);
    return effect !== undefined && normalPosterior(effect, ALPHA).better > 0.95;
  },
};

/** By rule, the share of experiments in which it ever stops. All rules see the same ones. */
function stops(
  p: number,
  trials: number,
  rules: Record<string, () => Rule>,
): Record<string, number> {
  const counts = new Map(Object.keys(rules).map((name) => [name, 0]));
  for (let seed = 0; seed < RUNS; seed++) {
    const going = new Map(Object.entries(rules).map(([name, start]) => [name, start()]));
    let first: Counts = { successes: 0, n: 0 };
    let second = first;
    let look = 0;
    for (const block of blocks(seed, LOOKS, () => ({ first: p, second: p, split: 0.5, trials }))) {
      first = add(first, block.first);
      second = add(second, block.second);
      for (const [name, rule] of going) {
        if (!rule({ first, second, look, block })) continue;
        counts.set(name, counts.get(name)! + 1);
        going.delete(name);
      }
      look++;
    }
  }
  return Object.fromEntries([...counts].map(([name, count]) => [name, count / RUNS]));
}

describe("of two that fail 10% of requests", () => {
  const P = 0.1;
  let share: Record<string, number> = {};
  beforeAll(() => {
    share = stops(P, 100, { ...honest(P), ...naive });
  });

  test.each(Object.keys(honest(P)))("%s says that they differ in at most 5%", (name) => {
    expect(share[name]).toBeLessThan(ALPHA + fourErrors(ALPHA, RUNS));
  });

  test("bounds for so many looks spend what they may", () => {
    for (const name of ["O'Brien & Fleming's bounds", "bounds by spending"])
      expect(share[name]).toBeGreaterThan(ALPHA - fourErrors(ALPHA, RUNS) - 0.005);
  });

  test("a z test at every look finds what is not there in 42%, as the recursion says", () => {
    const exact = crossingChance(
      fractions,
      fractions.map(() => 1.959963984540054),
    );
    expect(Math.abs(exact - 0.427)).toBeLessThan(0.005);
    expect(Math.abs(share["a z test at every look"]! - exact)).toBeLessThan(
      fourErrors(exact, RUNS) + 0.01,
    );
  });

  test("a chance to win above 95% is had by one that is no better in a third", () => {
    expect(Math.abs(share["a chance to win above 95%"]! - 0.355)).toBeLessThan(
      fourErrors(0.355, RUNS) + 0.02,
    );
  });
});

describe("of two that fail one in a thousand", () => {
  const P = 0.001;
  let share: Record<string, number> = {};
  beforeAll(() => {
    share = stops(P, 100, honest(P));
  });

  test("the normal sequence hardly ever says anything", () => {
    expect(share["the normal sequence"]).toBeLessThan(0.005 + fourErrors(0.005, RUNS));
  });

  test.each([
    "evidence about one proportion",
    "evidence that one is above",
    "evidence of two samples",
  ])("%s keeps its promise", (name) => {
    expect(share[name]).toBeLessThan(ALPHA + fourErrors(ALPHA, RUNS));
  });
});
