// A rate that is not known before a run, as it may be written in place of one: `{"beta": [a, b]}` for a share, `{"choice": [[p,
// value], ...]}` for a share or a latency. Also what stands for it where a scenario is only shown.
import * as z from "zod";
import { MAX_CHOICES } from "./limits.ts";
import { didYouMean } from "./nearest.ts";
import { show } from "./show.ts";
import type { Choice, Latency, LatencyPrior, Share, SharePrior } from "./types.ts";
import { latency, notALatency, numberIn, share } from "./units.ts";

/** Probabilities are decimals, and decimals are not binary. */
const SUM_TOLERANCE = 1e-9;

/** Of a Beta distribution, each. Below the least a draw is 0 or 1 but for one in ten; above the most there is nothing left to draw. */
const betaShape = numberIn(0.01, 1e6);

const beta = z
  .strictObject({
    beta: z
      .tuple([betaShape, betaShape], { error: "expected two numbers [a, b]" })
      .describe("The share is drawn from Beta(a, b): its mean is a / (a + b)."),
  })
  .meta({ description: "A share drawn once a run from a Beta distribution." });

function choiceOf<T>(value: z.ZodType<T>, example: string) {
  const pair = z.tuple([share, value], {
    error: `expected a pair [probability, value] like ${example}`,
  });
  return z
    .strictObject({
      choice: z
        .array(pair)
        .min(1)
        .max(MAX_CHOICES)
        .superRefine(sumToOne)
        .describe("Pairs [probability, value], of which one is drawn; probabilities sum to 1."),
    })
    .meta({ description: "One of several values, drawn once a run." });
}

function sumToOne(pairs: readonly (readonly [Share, unknown])[], context: z.RefinementCtx): void {
  const sum = pairs.reduce((total, [p]) => total + p, 0);
  if (pairs.length > 0 && Math.abs(sum - 1) > SUM_TOLERANCE)
    context.addIssue({
      code: "custom",
      message: `expected probabilities that sum to 1, got ${Number(sum.toPrecision(12))}`,
    });
}

function notAShare(written: unknown): string {
  if (typeof written !== "object" || written === null) return "expected a share in [0, 1]";
  const [key] = Object.keys(written);
  const hint = didYouMean(key, ["beta", "choice"]);
  return `expected a share in [0, 1], {"beta": [a, b]} or {"choice": [[p, share], ...]}, got ${show(written)}${hint}`;
}

/** A share, or how it is drawn. */
export const shareOrPrior = z.union([share, beta, choiceOf(share, '[0.1, "5%"]')], {
  error: ({ input }) => notAShare(input),
});

/** A latency, or how it is drawn. */
export const latencyOrPrior = z.union(
  [latency, choiceOf(latency, '[0.1, {"p50": "80ms", "p99": "1s"}]')],
  { error: ({ input }) => notALatency(input) },
);

export function isSharePrior(rate: Share | SharePrior): rate is SharePrior {
  return typeof rate === "object";
}

export function isLatencyPrior(rate: Latency | LatencyPrior): rate is LatencyPrior {
  return "choice" in rate;
}

/** The mean of what is drawn. */
export function meanShare(rate: Share | SharePrior): Share {
  if (!isSharePrior(rate)) return rate;
  if ("beta" in rate) {
    const [a, b] = rate.beta;
    return a / (a + b);
  }
  return Math.min(
    1,
    rate.choice.reduce((sum, [p, value]) => sum + p * value, 0),
  );
}

/** The likeliest of what is drawn, the first among equals: a mean of latencies would be of no form. */
export function likeliestLatency(rate: Latency | LatencyPrior): Latency {
  return isLatencyPrior(rate) ? likeliest(rate.choice) : rate;
}

function likeliest<T>(choice: Choice<T>): T {
  let [[most, value]] = choice as readonly [readonly [Share, T]];
  for (const [p, other] of choice) if (p > most) [most, value] = [p, other];
  return value;
}
