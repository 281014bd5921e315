// Kayenta's classification of one metric: is the candidate's series higher or lower than stable's, by rank and by size?
// Source: Spinnaker Kayenta at a69573b, NetflixACAJudge and MannWhitneyClassifier. Confidence and tolerance are constants there, too.
import * as z from "zod";
import { normal } from "../random/gamma.ts";
import type { Stream } from "../random/streams.ts";
import { MAX_FACTOR } from "../scenario/limits.ts";
import { numberIn, positiveFactor } from "../scenario/units.ts";
import { commonLanguageEffect, locationShift, type Shift } from "../statistics/mannWhitney.ts";
import { percentile } from "../statistics/percentile.ts";

export const CONFIDENCE = 0.98;
/** The interval must lie beyond this part of the estimated shift. */
const TOLERANCE = 0.25;
/** Of the value: noise that is added when both sides are constant. */
const NOISE = 1e-5;

const effect = z.strictObject({
  measure: z
    .enum(["meanRatio", "cles"])
    .default("meanRatio")
    .describe(
      "meanRatio: candidate's mean over stable's (without effect when one is 0); cles: the chance that a point of the candidate's is higher.",
    ),
  allowedIncrease: numberIn(0, MAX_FACTOR)
    .optional()
    .describe("High from this effect on; 1 for meanRatio, 0.5 for cles by default."),
  allowedDecrease: numberIn(0, MAX_FACTOR).optional().describe("Low up to this effect."),
  criticalIncrease: numberIn(0, MAX_FACTOR)
    .optional()
    .describe("A critical metric fails everything from this effect on."),
  criticalDecrease: numberIn(0, MAX_FACTOR).optional().describe("And up to this one."),
});

/** What may be said of a metric, as Kayenta's `analysisConfigurations.canary`. */
export const classifying = {
  direction: z
    .enum(["increase", "decrease", "either"])
    .default("either")
    .describe("Which change is bad."),
  nanStrategy: z
    .enum(["remove", "replace"])
    .default("remove")
    .describe("A point without data is left out, or is 0."),
  outliers: z
    .enum(["keep", "remove"])
    .default("keep")
    .describe("Whether points far outside of the middle half are left out."),
  outlierFactor: positiveFactor
    .default(3)
    .describe(
      "How far: so many times the middle half's width, and never within the 1st to 99th percentile.",
    ),
  effect: effect.prefault({}).describe("How large a change must be, beside being certain."),
};

export interface Classifying {
  readonly direction: "increase" | "decrease" | "either";
  readonly nanStrategy: "remove" | "replace";
  readonly outliers: "keep" | "remove";
  readonly outlierFactor: number;
  readonly effect: z.output<typeof effect>;
  readonly critical?: boolean;
  readonly mustHaveData?: boolean;
}

export interface Classification {
  /** `error`: a point each, or so; ranks say nothing of that. */
  readonly label: "pass" | "high" | "low" | "nodata" | "nodataFail" | "error";
  /** Whether it alone fails the canary. */
  readonly critical: boolean;
  /** By how much it is shifted; undefined when nothing was compared. */
  readonly shift?: Shift;
}

/** @param random  for the noise that constant series get */
export function classify(
  candidate: readonly number[],
  stable: readonly number[],
  how: Classifying,
  random: Stream,
): Classification {
  const experiment = cleaned(candidate, how);
  const control = cleaned(stable, how);
  if (experiment.length === 0 || control.length === 0) return missing(how);
  if (alike(experiment, control)) return { label: "pass", critical: false };
  const constant = new Set(experiment).size === 1 && new Set(control).size === 1;
  return compare(
    constant ? noisy(experiment, random) : experiment,
    constant ? noisy(control, random) : control,
    how,
  );
}

function cleaned(
  values: readonly number[],
  { nanStrategy, outliers, outlierFactor }: Classifying,
): readonly number[] {
  const known =
    nanStrategy === "replace"
      ? values.map((value) => (Number.isNaN(value) ? 0 : value))
      : values.filter((value) => !Number.isNaN(value));
  return outliers === "remove" && known.length > 0 ? withoutOutliers(known, outlierFactor) : known;
}

/** Tukey's fences, widened to the 1st and 99th percentile. */
function withoutOutliers(values: readonly number[], factor: number): readonly number[] {
  const q1 = percentile(values, 0.25);
  const q3 = percentile(values, 0.75);
  const low = Math.min(percentile(values, 0.01), q1 - factor * (q3 - q1));
  const high = Math.max(percentile(values, 0.99), q3 + factor * (q3 - q1));
  return values.filter((value) => value >= low && value <= high);
}

function missing({ nanStrategy, critical = false, mustHaveData = false }: Classifying) {
  if (nanStrategy === "replace") return { label: "pass", critical: false } as const;
  const fails = mustHaveData && !critical;
  return { label: fails ? "nodataFail" : "nodata", critical } as const;
}

/** The same values, or all of them one. */
function alike(a: readonly number[], b: readonly number[]): boolean {
  const [x, y] = [a, b].map((values) => values.toSorted((p, q) => p - q));
  return (
    (x!.length === y!.length && x!.every((value, i) => value === y![i])) ||
    new Set([...a, ...b]).size === 1
  );
}

function noisy(values: readonly number[], random: Stream): readonly number[] {
  return values.map((value) => value + value * NOISE * normal(random));
}

function compare(
  experiment: readonly number[],
  control: readonly number[],
  { direction, effect, critical = false }: Classifying,
): Classification {
  const shift = locationShift(experiment, control, CONFIDENCE);
  if (shift === undefined) return { label: "error", critical };
  const size = effectSize(experiment, control, effect.measure);
  const none = effect.measure === "cles" ? 0.5 : 1;
  const up = (limit = none) => !(size < limit); // an effect that cannot be said stands in nobody's way
  const down = (limit = none) => !(size > limit);
  const band = TOLERANCE * Math.abs(shift.estimate);
  if (direction !== "decrease" && shift.low > band && up(effect.allowedIncrease))
    return { label: "high", critical: critical && up(effect.criticalIncrease), shift };
  if (direction !== "increase" && shift.high < -band && down(effect.allowedDecrease))
    return { label: "low", critical: critical && down(effect.criticalDecrease), shift };
  return { label: "pass", critical: false, shift };
}

function effectSize(
  experiment: readonly number[],
  control: readonly number[],
  measure: "meanRatio" | "cles",
): number {
  if (measure === "cles") return commonLanguageEffect(experiment, control);
  const [a, b] = [mean(experiment), mean(control)];
  return a === 0 || b === 0 ? NaN : a / b;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
