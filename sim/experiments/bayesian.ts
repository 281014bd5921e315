// Whether the candidate is better, as a probability: easy to say, and easy to look at too often. It promises nothing about how
// often it errs when it is looked at again and again until it is sure.
import * as z from "zod";
import { measuredPercent, percent, plain } from "../judges/wording.ts";
import type { Standing } from "../results/types.ts";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import { betaPrior, properShare, shareAboveHalf, wholeIn } from "../scenario/units.ts";
import { betaBetter, expectedLoss } from "../statistics/betaBetter.ts";
import { betaPosterior } from "../statistics/betaPosterior.ts";
import { normalQuantile } from "../statistics/normal.ts";
import { normalPosterior } from "../statistics/normalPosterior.ts";
import { comparing, effectOf, hasEach, soundEffect, together } from "./effect.ts";
import type { ExperimentTest, Finding, Stratum } from "./types.ts";
import { tooFew } from "./words.ts";

const config = z.strictObject({
  threshold: shareAboveHalf
    .prefault("95%")
    .describe(
      "Decides once one version is the better with this probability. Asked at 200 looks, 95% ships a candidate that is no better in 35% of experiments.",
    ),
  tolerance: properShare
    .optional()
    .describe(
      "Decides as well once the better one is expected to lose less than this against the other, in points; never when left out.",
    ),
  prior: betaPrior
    .default([1, 1])
    .describe("Beta(a, b): successes and failures believed in before any were seen."),
  minimumRequests: wholeIn(0, MAX_REQUESTS)
    .default(100)
    .describe("Requests there must be of each group before it decides."),
});
type Bayesian = z.output<typeof config>;

export const bayesian: ExperimentTest<Bayesian> = {
  name: "bayesian",
  summary:
    "Decides once one version is probably the better; with many looks it errs far more often than alpha, which it does not know.",
  formula:
    "P(B > A) >= threshold, or E max(A - B, 0) < tolerance, A ~ Beta(a + S_A, b + F_A), B likewise; over several strata B - A ~ Normal(d, v), d the stratified difference and v its variance",
  source:
    "Stucchio 2015, Bayesian A/B testing at VWO; under peeking: Johari, Koomen, Pekelis & Walsh 2017, Peeking at A/B tests",
  config,
  standard: ({ threshold }) => `that is ${percent(threshold)} probable`,
  start(config) {
    return ({ strata, last }) => {
      const belief = once(() => believe(strata, config));
      const verdict = mayDecide(strata, config) ? decide(belief(), config) : "undecided";
      const told = once(() => toldOf(belief(), together(strata), config));
      return {
        verdict: verdict === "undecided" && last ? "even" : verdict,
        // a probability takes longer than all else at a look
        standing: () => told().standing,
        words: () => told().words,
        size: null,
      };
    };
  },
};

function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: work() }).value;
}

/** Successes and failures of a group from which on a normal distribution is near enough to tell what cannot decide. */
const MANY = 100;
/** Part of the normal quantile of the threshold below which the exact probability has not reached it either. */
const CLEARLY = 0.8;

/** Whether the probability is worth working out: not with too few requests, nor where it is clearly between the thresholds. */
function mayDecide(strata: readonly Stratum[], config: Bayesian): boolean {
  const groups = together(strata);
  if (Math.min(groups.stable.n, groups.candidate.n) < config.minimumRequests) return false;
  const simple = hasEach(groups, MANY) && config.tolerance === undefined;
  const effect = simple ? effectOf(strata, "absolute") : undefined;
  if (effect === undefined) return true;
  const { threshold } = config;
  const z = effect.difference / effect.standardError;
  return Math.abs(z) >= CLEARLY * normalQuantile(threshold, 1 - threshold);
}

interface Belief {
  /** P(the candidate is better). */
  readonly better: number;
  /** What the better one is expected to lose against the other where it is not, in points; asked only with a tolerance. */
  readonly loss: number | undefined;
}

/** Exact for one stratum; of several the stratified difference is taken for normal, once there are enough for that. */
function believe(
  all: readonly Stratum[],
  { prior: [a, b], tolerance }: Bayesian,
): Belief | undefined {
  const strata = comparing(all);
  const [only] = strata;
  if (only === undefined) return undefined;
  if (strata.length === 1) {
    const stable = betaPosterior(only.stable, { a, b });
    const candidate = betaPosterior(only.candidate, { a, b });
    const better = betaBetter(stable, candidate);
    if (tolerance === undefined) return { better, loss: undefined };
    const [chosen, other] = better > 0.5 ? [candidate, stable] : [stable, candidate];
    return { better, loss: expectedLoss(chosen, other) };
  }
  const effect = soundEffect(strata, "absolute");
  if (effect === undefined) return undefined;
  const { better, lossOfFirst, lossOfSecond } = normalPosterior(effect, 0.05);
  return { better, loss: better > 0.5 ? lossOfSecond : lossOfFirst };
}

function decide(
  belief: Belief | undefined,
  { threshold, tolerance }: Bayesian,
): Finding["verdict"] {
  if (belief === undefined) return "undecided";
  const { better, loss } = belief;
  const sure = better >= threshold || better <= 1 - threshold;
  const cheap = tolerance !== undefined && loss !== undefined && loss < tolerance;
  if (!sure && !cheap) return "undecided";
  return better > 0.5 ? "better" : "worse";
}

function toldOf(
  belief: Belief | undefined,
  groups: Stratum,
  { threshold, tolerance }: Bayesian,
): { readonly standing: Standing | null; readonly words: string } {
  if (belief === undefined) return { standing: null, words: tooFew(groups) };
  const { better, loss } = belief;
  const [lower, upper] = [1 - threshold, threshold];
  const standing = { statistic: "P(better)", value: better, lower, upper };
  const probability = `P(better) = ${measuredPercent(better, 1e4, better > 0.5 ? upper : lower)}`;
  if (tolerance === undefined || loss === undefined) return { standing, words: probability };
  const loses = `expected loss ${plain(loss * 100, 2)} points, tolerated ${plain(tolerance * 100)}`;
  return { standing, words: `${probability}, ${loses}` };
}
