// What a Flagger analysis will do, tick by tick, as far as its parameters alone tell: which of its forms it is, the weights it
// goes through, how long it takes. As its controller counts, off-by-ones included.
import type { Share } from "../scenario/types.ts";

/** Weights are percent points, as in a Canary resource. */
export interface Steps {
  readonly stepWeight: number;
  readonly stepWeights: readonly number[];
  readonly maxWeight: number;
  /** 0: weights are stepped through. */
  readonly iterations: number;
  /** Segments that may meet the candidate; empty: all. */
  readonly match: readonly string[];
  readonly mirror: boolean;
  /** 0: all traffic to the primary at once. */
  readonly stepWeightPromotion: number;
  /** Without a mesh: nothing is routed or mirrored. */
  readonly provider: "kubernetes" | null;
}

/** A/B: matched segments meet the candidate alone. Blue-green: nobody does, until everybody does. */
export type Form = "canary" | "A/B" | "blue-green";

export function formOf({ iterations, match }: Steps): Form {
  if (iterations === 0) return "canary";
  return match.length > 0 ? "A/B" : "blue-green";
}

/** The provider `kubernetes` knows only blue-green, of 10 iterations unless it is told how many. */
export function onProvider(steps: Steps): Steps {
  if (steps.provider === null) return steps;
  return { ...steps, match: [], mirror: false, iterations: steps.iterations || 10 };
}

/** Where weights end: the last of a list, whatever `maxWeight` says; a maximum of 0 is none. */
export function lastWeight({ stepWeights, maxWeight }: Steps): number {
  return Math.min(100, stepWeights.at(-1) ?? (maxWeight || 100));
}

/**
 * What is added to `weight` next; 0 or less never advances. `stepWeight` wins over a list. 20 up to 50 is 20, 40, 60.
 * A weight that is not in the list, its last one included, goes straight to 100: by then only that it is above 0 matters.
 */
export function nextStep({ stepWeight, stepWeights }: Steps, weight: number): number {
  if (stepWeight > 0 || stepWeights.length === 0) return stepWeight;
  const left = 100 - weight;
  if (left === 0) return 1;
  if (weight === 0) return Math.min(left, stepWeights[0]!);
  const now = stepWeights.indexOf(weight);
  const next = now === -1 ? undefined : stepWeights[now + 1];
  return next === undefined ? left : Math.min(left, next - weight);
}

/** `weight` and the step after it, without the dust of adding decimals. */
export function advance(steps: Steps, weight: number): number {
  const sum = weight + nextStep(steps, weight);
  return Math.min(100, Number.isInteger(sum) ? sum : Number(sum.toPrecision(12)));
}

/** More weights than anybody steps through: whoever has more is not told how long it takes. */
const MOST_WEIGHTS = 1000;

/** The weights a canary goes through; undefined when it never gets to the end of them. */
export function weightsOf(steps: Steps): readonly number[] | undefined {
  const weights: number[] = [];
  const last = lastWeight(steps);
  let weight = 0;
  while (weight < last) {
    if (nextStep(steps, weight) <= 0 || weights.length === MOST_WEIGHTS) return undefined;
    weight = advance(steps, weight);
    weights.push(weight);
  }
  return nextStep(steps, weight) > 0 ? weights : undefined;
}

/** Intervals from the detection of a new version to Succeeded when every check passes; undefined when it never does. */
export function intervalsToSuccess(steps: Steps): number | undefined {
  const form = formOf(steps);
  const weights = form === "canary" ? weightsOf(steps) : [100];
  if (weights === undefined) return undefined;
  const ticks = {
    canary: weights.length + (steps.mirror ? 1 : 0),
    "A/B": steps.iterations,
    "blue-green": steps.iterations + 1, // one with all traffic on the candidate
  }[form];
  // The last check and the copy to the primary, the way back to it, and Succeeded.
  return ticks + 1 + ticksBack(steps, weights.at(-1) ?? 0) + 1;
}

/** Ticks it takes to bring traffic back to the primary, from the candidate's last weight. */
function ticksBack({ provider, stepWeightPromotion }: Steps, weight: number): number {
  const atOnce = provider !== null || stepWeightPromotion === 0;
  return atOnce ? 1 : Math.ceil(weight / stepWeightPromotion - 1e-9);
}

/** Intervals as the documentation counts them: `maxWeight / stepWeight`, or the iterations; of a list it says nothing. */
export function documentedIntervals(steps: Steps): number | undefined {
  const { iterations, stepWeight } = steps;
  if (iterations > 0) return iterations;
  return stepWeight > 0 ? Math.ceil(lastWeight(steps) / stepWeight - 1e-9) : undefined;
}

export const shareOf = (points: number): Share => points / 100;
