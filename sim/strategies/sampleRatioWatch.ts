// Whether the groups of an experiment have the sizes they were meant to have. When they have not, some of one group were lost on
// the way (a crash before the log, a redirect), and who was lost is seldom like who was not: no comparison can be trusted.
import * as z from "zod";
import { pWords } from "../experiments/words.ts";
import { count } from "../judges/wording.ts";
import { ln } from "../random/math.ts";
import type { Evidence, Standing } from "../results/types.ts";
import type { Share } from "../scenario/types.ts";
import { properShare } from "../scenario/units.ts";
import { normalQuantile } from "../statistics/normal.ts";
import {
  lnSampleRatioEvidence,
  sampleRatio,
  type SampleRatio,
  type WeightPeriod,
} from "../statistics/sampleRatio.ts";
import type { Period } from "./periods.ts";
import type { Plan } from "./types.ts";
import type { Assign } from "./weighted.ts";

/**
 * The parameter of a strategy that watches it.
 * @param onMismatch  its default
 * @param hold        what holding does, as a part of a sentence
 */
export const sampleRatioParameter = (onMismatch: "note" | "hold", hold: string) =>
  z
    .strictObject({
      test: z
        .enum(["sequential", "chiSquare"])
        .default("sequential")
        .describe(
          "sequential: evidence that holds however often it is looked at, which is at each scrape. chiSquare: the test of dashboards, meant for a single look, so it raises more alarms than `alpha` says.",
        ),
      alpha: properShare
        .prefault(0.001)
        .describe("Chance of raising an alarm while the sizes are as they should be."),
      onMismatch: z
        .enum(["note", "hold"])
        .default(onMismatch)
        .describe(`What an alarm does: it is noted, or ${hold} as well.`),
    })
    .prefault({})
    .describe(
      "Whether the groups have the sizes they should have: users (or requests) each version was shown to, by the log of exposures.",
    );
export type SampleRatioConfig = z.output<ReturnType<typeof sampleRatioParameter>>;

export interface SampleRatioWatch {
  /** Once the sizes are surely wrong: a sentence with its numbers. */
  alarm(): string | undefined;
  standing(): Evidence["tests"];
  /** @returns whether it has just raised the alarm, which it does once */
  look(periods: readonly Period[]): boolean;
}

export function sampleRatioWatch(
  { test, alpha }: SampleRatioConfig,
  assign: Assign,
  plan: Plan,
): SampleRatioWatch {
  let standing: Bounded | undefined;
  let alarm: string | undefined;
  return {
    alarm: () => alarm,
    standing: (): Evidence["tests"] => (standing === undefined ? {} : { "sample ratio": standing }),
    look(all) {
      const periods = all.map(weighed);
      const sizes = sampleRatio(periods);
      if (sizes === undefined) return false;
      standing =
        test === "sequential" ? byEvidence(periods, alpha) : byChiSquare(sizes.chiSquare, alpha);
      if (alarm !== undefined || standing.value < standing.upper) return false;
      alarm = told(periods, sizes, standing, assign, plan);
      return true;
    },
  };
}

interface Bounded extends Standing {
  readonly upper: number;
}

function byEvidence(periods: readonly WeightPeriod[], alpha: Share): Bounded {
  const value = lnSampleRatioEvidence(periods);
  return { statistic: "ln e-value", value, lower: null, upper: -ln(alpha) };
}

/** Of two groups it is the square of a normal deviate. */
function byChiSquare(value: number, alpha: Share): Bounded {
  const deviate = normalQuantile(1 - alpha / 2, alpha / 2);
  return { statistic: "chi-square", value, lower: null, upper: deviate * deviate };
}

/** Stable first. */
function weighed({ split, stable, candidate }: Period): WeightPeriod {
  return { weights: [1 - split, split], counts: [stable.exposed, candidate.exposed] };
}

/** "sample ratio mismatch: candidate was shown to 4210 of 9300 users, expected 4650 (p < 0.0001; ln e-value 35.2 >= 6.91)" */
function told(
  periods: readonly WeightPeriod[],
  { expected, p }: SampleRatio,
  { statistic, value, upper }: Bounded,
  assign: Assign,
  plan: Plan,
): string {
  const sum = (of: (period: WeightPeriod) => number) =>
    periods.reduce((all, period) => all + of(period), 0);
  const seen = sum(({ counts }) => counts[1]!);
  const all = sum(({ counts }) => counts[0]! + counts[1]!);
  const { id } = plan.versions[plan.candidate]!;
  const who = assign === "user" ? "users" : "requests";
  const how = `${pWords(p)}; ${statistic} ${value.toPrecision(3)} >= ${upper.toPrecision(3)}`;
  return (
    `sample ratio mismatch: ${id} was shown to ${count(seen)} of ${count(all)} ${who}, ` +
    `expected ${count(expected[1]!)} (${how})`
  );
}
