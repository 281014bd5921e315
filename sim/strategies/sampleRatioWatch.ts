// Whether the groups of an experiment have the sizes they were meant to have. When they have not, some of one group were lost on
// the way (a crash before the log, a redirect), and who was lost is seldom like who was not: no comparison can be trusted.
import * as z from "zod";
import { count } from "../judges/wording.ts";
import { ln } from "../random/math.ts";
import type { Evidence } from "../results/types.ts";
import type { Share } from "../scenario/types.ts";
import { properShare } from "../scenario/units.ts";
import { lnBeta } from "../statistics/betaTail.ts";
import type { Period } from "./periods.ts";
import type { Plan } from "./types.ts";
import type { Assign } from "./weighted.ts";

/**
 * The parameter of a strategy that watches it.
 * @param onMismatch  its default
 * @param hold        what holding does, as a part of a sentence
 */
export const sampleRatio = (onMismatch: "note" | "hold", hold: string) =>
  z
    .strictObject({
      alpha: properShare
        .prefault(0.001)
        .describe("Chance of ever raising an alarm while the sizes are as they should be."),
      onMismatch: z
        .enum(["note", "hold"])
        .default(onMismatch)
        .describe(`What an alarm does: it is noted, or ${hold} as well.`),
    })
    .prefault({})
    .describe(
      "Whether the groups have the sizes they should have: users (or requests) each version was shown to, by the log of exposures.",
    );

export interface SampleRatioWatch {
  /** Once the sizes are surely wrong: a sentence with its numbers. */
  readonly alarm: string | undefined;
  readonly standing: Evidence["tests"];
  /** @returns whether it has just raised the alarm, which it does once */
  look(periods: readonly Period[]): boolean;
}

export function sampleRatioWatch(alpha: Share, assign: Assign, plan: Plan): SampleRatioWatch {
  const enough = -ln(alpha);
  let evidence: number | undefined;
  let alarm: string | undefined;
  return {
    get alarm() {
      return alarm;
    },
    get standing(): Evidence["tests"] {
      if (evidence === undefined) return {};
      const bounds = { lower: null, upper: enough };
      return { "sample ratio": { statistic: "ln e-value", value: evidence, ...bounds } };
    },
    look(periods) {
      if (periods.length === 0) return false;
      evidence = lnMismatch(periods);
      if (alarm !== undefined || evidence < enough) return false;
      alarm = told(periods, evidence, enough, assign, plan);
      return true;
    },
  };
}

/**
 * ln of the evidence that exposures do not follow the splits: in each period the likelihood of a split that may be any, about the
 * meant one (Dirichlet, alpha_k = 2 theta_k), over that of the meant one. While the splits hold it ever reaches ln(1 / alpha) with
 * chance at most alpha, however often it is looked at.
 * Source: Lindon & Malek 2022, Anytime-valid inference for multinomial count data; periods' evidence multiplies.
 */
function lnMismatch(periods: readonly Period[]): number {
  return periods.reduce((sum, { split, stable, candidate }) => {
    const [a, b] = [2 * split, 2 * (1 - split)];
    const [n, rest] = [candidate.exposed, stable.exposed];
    return sum + lnBeta(a + n, b + rest) - lnBeta(a, b) - n * ln(split) - rest * ln(1 - split);
  }, 0);
}

/** "sample ratio mismatch: candidate was shown to 4210 of 9300 users, 4650 were to be expected (ln e-value 25 >= 6.91)" */
function told(
  periods: readonly Period[],
  evidence: number,
  enough: number,
  assign: Assign,
  plan: Plan,
): string {
  let seen = 0;
  let expected = 0;
  let all = 0;
  for (const { split, stable, candidate } of periods) {
    const n = stable.exposed + candidate.exposed;
    seen += candidate.exposed;
    expected += split * n;
    all += n;
  }
  const { id } = plan.versions[plan.candidate]!;
  const who = assign === "user" ? "users" : "requests";
  return (
    `sample ratio mismatch: ${id} was shown to ${count(seen)} of ${count(all)} ${who}, expected ${count(expected)} ` +
    `(ln e-value ${evidence.toPrecision(3)} >= ${enough.toPrecision(3)})`
  );
}
