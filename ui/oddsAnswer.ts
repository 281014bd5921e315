// What is read off an answer: its curve's points across the surveys it was cut into.
import type { OddsPoint, StrategyOdds } from "../sim/odds/types.ts";
import type { Knob } from "./knobs.ts";
import type { OddsPicture } from "./store.ts";

/** The knob's value at each point of the curve, ascending; a part of it may have points that another has not. */
export function curveValues({ answer, knob }: OddsPicture): number[] {
  if (knob === null) return [];
  const values = answer.curves.flatMap(({ points }) => points.map((point) => valueAt(point, knob)));
  return [...new Set(values)].sort((a, b) => a - b);
}

function valueAt({ set }: OddsPoint, knob: Knob): number {
  return Number(set[knob.paths[0]!]);
}

/** What was found where the knob has this value, a point of each part of the curve that has one there. */
function pointsAt({ answer, knob }: OddsPicture, value: number): OddsPoint[] {
  if (knob === null) return [];
  const points = answer.curves.map((odds) => odds.points.find((at) => valueAt(at, knob) === value));
  return points.filter((point) => point !== undefined);
}

/** The strategies that were run where the knob has this value, in the order of the scenario. */
export function oddsAt(picture: OddsPicture, value: number): StrategyOdds[] {
  const all = pointsAt(picture, value).flatMap(({ strategies }) => strategies);
  const order = picture.answer.worlds.map(({ strategy }) => strategy);
  return all.sort((a, b) => order.indexOf(a.strategy) - order.indexOf(b.strategy));
}

/** The knob's value at which the candidate is as the stable version, if it is good there; null when there is none. */
export function goodValue(picture: OddsPicture): number | null {
  const stable = picture.knob?.stable ?? null;
  return stable !== null && pointsAt(picture, stable)[0]?.bad === false ? stable : null;
}

/** Where the candidate turns from good to bad or back, as the knob's value; null when it does not. */
export function turnValue({ answer, knob }: OddsPicture): number | null {
  const value = knob === null ? undefined : answer.turn?.[knob.paths[0]!];
  return typeof value === "number" ? value : null;
}
