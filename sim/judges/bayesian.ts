// How probable it is that a share is beyond its limit, by what was counted and a prior. It is no error rate: asked at every look it
// fails what is within its limits far more often than 1 - threshold.
import * as z from "zod";
import { exp } from "../random/math.ts";
import { betaPrior, share } from "../scenario/units.ts";
import type { Beta } from "../statistics/betaBest.ts";
import { betaBeyond } from "../statistics/betaMargin.ts";
import { betaPosterior } from "../statistics/betaPosterior.ts";
import { lnBetaTail } from "../statistics/betaTail.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import type { CheckConfig } from "./check.ts";
import { degenerateLimit, judgeByEvidence, patience } from "./evidence.ts";
import { limitsOf, marginOf, type Limit } from "./standing.ts";

const config = z.strictObject({
  threshold: share
    .refine((value) => value >= 0.5 && value < 1, { error: "expected a share in [0.5, 1)" })
    .prefault(0.95)
    .describe(
      "Fails when beyond the limit is more probable than this (and than by the prior alone), passes when within is.",
    ),
  prior: betaPrior
    .default([1, 1])
    .describe("Beta(a, b): what is believed of every share before the first request."),
  ...patience,
});
type Bayesian = z.output<typeof config>;

export const bayesian = judgeByEvidence<Bayesian>({
  name: "bayesian",
  summary:
    "Fails or passes a share once it is probable enough that it is beyond its limit, or within; each look may be wrong.",
  formula: "P(p > max), of p from Beta(a + S, b + n - S); against stable P(p > p_stable + max)",
  source:
    "Gelman et al. 2013, Bayesian Data Analysis, 2.4; as A/B tests decide by the chance to win",
  config,
  problems: (check) => (check.than === null ? limitsOf(check).flatMap(degenerateLimit) : []),
  start({ threshold, prior: [a, b] }, check, limit) {
    const prior = { a, b };
    const after = (seen: Counts) => betaPosterior(seen, prior);
    const before = beyond(prior, prior, check, limit);
    // two limits share what may be wrong, so that P(within both) is above the threshold
    const most = (1 - threshold) / limitsOf(check).length;
    return {
      stand: ({ candidate, stable }) => ({
        statistic: "P(beyond)",
        value: beyond(after(candidate), stable && after(stable), check, limit),
        // what the prior alone would say decides nothing: it must have become more probable
        lower: Math.min(most, before),
        upper: Math.max(threshold, before),
      }),
    };
  },
});

/** The probability that the share, or its distance from stable's, is beyond the limit. */
function beyond(share: Beta, stable: Beta | undefined, check: CheckConfig, limit: Limit): number {
  const above =
    check.than === null || stable === undefined
      ? exp(lnBetaTail(share.a, share.b, limit.at))
      : betaBeyond(stable, share, marginOf(check, limit));
  return limit.side === "max" ? above : 1 - above;
}
