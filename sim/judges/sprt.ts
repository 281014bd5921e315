// Wald's test between two rates: the limit, and one so much worse that it must not get through. Of all tests with its two chances
// of being wrong it needs the fewest requests on average, when one of the two is the truth.
import * as z from "zod";
import { MAX_FACTOR } from "../scenario/limits.ts";
import { properShare } from "../scenario/units.ts";
import { lnLikelihoodRatio, sprtBounds } from "../statistics/sprt.ts";
import { degenerateLimit, judgeByEvidence, patience } from "./evidence.ts";
import { limitsOf, type Limit } from "./standing.ts";
import type { Wrong } from "./types.ts";
import { percent } from "./wording.ts";

const isFactor = { error: `expected a factor above 1, at most ${MAX_FACTOR}` };

const config = z.strictObject({
  p1: properShare
    .optional()
    .describe("The rate that must not get through, beyond the limit; by default from `odds`."),
  odds: z
    .number(isFactor)
    .gt(1, isFactor)
    .max(MAX_FACTOR, isFactor)
    .default(2)
    .describe("Without p1: its odds p / (1 - p) are so many times worse than the limit's."),
  alpha: properShare.prefault(0.05).describe("Chance of failing a rate that is at the limit."),
  beta: properShare.prefault(0.05).describe("Chance of passing a rate of p1."),
  ...patience,
});
type Sprt = z.output<typeof config>;

export const sprt = judgeByEvidence<Sprt>({
  name: "sprt",
  summary: "Decides between the limit and a worse rate with the fewest requests.",
  formula:
    "S ln(p1 / p0) + (n - S) ln((1 - p1) / (1 - p0)), p0 the limit: fails above ln((1 - beta) / alpha), passes from ln(beta / (1 - alpha)) down",
  source:
    "Wald 1945, Sequential tests of statistical hypotheses; p1 by odds: Spiegelhalter et al. 2003, Risk-adjusted sequential probability ratio tests",
  config,
  problems(check) {
    const parameters = check.judge as unknown as Sprt;
    const limits = limitsOf(check);
    const wrong = limits.flatMap((limit) => wrongLimit(limit, parameters));
    if (check.than !== null)
      wrong.push({ path: ["than"], message: "expected none: the judge sprt knows no stable" });
    if (limits.length > 1)
      wrong.push({ path: ["min"], message: "expected max or min for the judge sprt, not both" });
    const { alpha, beta } = parameters;
    if (alpha + beta >= 1)
      wrong.push({
        path: ["judge", "beta"],
        message: `expected less than 1 - alpha (${percent(1 - alpha)}), got ${percent(beta)}`,
      });
    return wrong;
  },
  start({ alpha, beta, ...worse }, _check, limit) {
    const p1 = worseThan(limit, worse);
    const bounds = sprtBounds(alpha, beta);
    return {
      stand: ({ candidate }) => ({
        statistic: "ln likelihood ratio",
        value: lnLikelihoodRatio(candidate, limit.at, p1),
        ...bounds,
      }),
    };
  },
});

function wrongLimit(limit: Limit, { p1 }: Sprt): Wrong[] {
  const degenerate = degenerateLimit(limit);
  if (degenerate.length > 0) return degenerate;
  const { side, at } = limit;
  const isWorse = p1 === undefined || (side === "max" ? p1 > at : p1 < at);
  if (isWorse) return [];
  const than = `${side === "max" ? "above max" : "below min"} (${percent(at)})`;
  return [{ path: ["judge", "p1"], message: `expected a rate ${than}, got ${percent(p1)}` }];
}

/** p1, whose odds are so many times those of the limit, or with a min so many times smaller. */
function worseThan({ side, at }: Limit, { p1, odds }: Pick<Sprt, "p1" | "odds">): number {
  if (p1 !== undefined) return p1;
  const times = side === "max" ? odds : 1 / odds;
  return (at * times) / (1 - at + at * times);
}
