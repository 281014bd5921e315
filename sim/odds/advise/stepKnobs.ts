// A canary's steps as knobs: how much traffic, and how long. What stands between weights and pauses stays where it is.
import { type Fields, fields, items } from "../../scenario/document.ts";
import type { Seconds } from "../../scenario/types.ts";
import { duration } from "../../scenario/units.ts";
import { durationWord, type Knob, scaledDuration } from "./knob.ts";

const FACTORS = [0.1, 0.2, 0.5, 1, 2, 4];

/** Weights, percent points, from few people for long to many at once. */
const LADDERS = [
  [1],
  [2],
  [5],
  [10],
  [1, 5, 25, 50],
  [5, 25, 50],
  [1, 10, 50],
  [10, 50],
  [25],
  [50],
];

export function stepKnobs(steps: readonly unknown[]): Knob[] {
  const plain = steps.every((step) => weightOf(step) !== undefined || "pause" in fields(step));
  const pauses = steps.map(pauseOf).filter((pause) => pause !== undefined);
  if (!steps.some((step) => weightOf(step) !== undefined)) return [];
  if (pauses.length === 0) return [weights];
  const first = scaledPauses("steps: first pause", (nth) => nth === 0);
  const others = scaledPauses("steps: later pauses", (nth) => nth > 0);
  const timed = steps.every((step) => weightOf(step) !== undefined || pauseOf(step) !== undefined);
  return [
    ...(plain && timed ? [ladder(pauses)] : []),
    weights,
    first,
    ...(pauses.length > 1 ? [others] : []),
  ];
}

const weightOf = (step: unknown): number | undefined => {
  const { setWeight } = fields(step);
  return typeof setWeight === "number" ? setWeight : undefined;
};

/** Seconds of a pause that ends by itself. */
function pauseOf(step: unknown): Seconds | undefined {
  const { pause } = fields(step);
  const written = fields(pause)["duration"] ?? pause;
  const read = duration.safeParse(written);
  return read.success && read.data > 0 ? read.data : undefined;
}

/** Other weights, together for as long as those written. */
function ladder(pauses: readonly Seconds[]): Knob {
  const total = pauses.reduce((sum, pause) => sum + pause, 0);
  return {
    name: "steps",
    values: LADDERS,
    start: -1,
    turn(strategy, value) {
      const list = value as readonly number[];
      const each = durationWord(Math.max(1, Math.round(total / list.length)));
      return {
        ...strategy,
        steps: list.flatMap((setWeight) => [{ setWeight }, { pause: each }]),
        // a step that is no longer there cannot be the first that is checked
        ...(strategy["startingStep"] !== undefined && { startingStep: 0 }),
      };
    },
  };
}

/** All weights below everything times a factor, in whole percent points: what every controller takes. */
const weights: Knob = {
  name: "steps: weights",
  values: FACTORS,
  start: FACTORS.indexOf(1),
  turn: (strategy, factor) =>
    withSteps(strategy, (step) => {
      const weight = weightOf(step);
      if (weight === undefined || weight === 0 || weight === 100) return step;
      const scaled = Math.round(weight * (factor as number));
      return { ...fields(step), setWeight: Math.min(99, Math.max(1, scaled)) };
    }),
};

function scaledPauses(name: string, concerns: (nth: number) => boolean): Knob {
  return {
    name,
    values: FACTORS,
    start: FACTORS.indexOf(1),
    turn(strategy, factor) {
      let nth = 0;
      return withSteps(strategy, (step) => {
        if (pauseOf(step) === undefined || !concerns(nth++)) return step;
        const { pause } = fields(step);
        const written = fields(pause)["duration"];
        const times = (value: unknown) => scaledDuration(value, factor as number);
        return written === undefined
          ? { pause: times(pause) }
          : { pause: { ...fields(pause), duration: times(written) } };
      });
    },
  };
}

function withSteps(strategy: Fields, change: (step: unknown) => unknown): Fields {
  return { ...strategy, steps: items(strategy["steps"]).map(change) };
}
