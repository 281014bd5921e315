// What is read off an answer: its curve's points across the surveys it was cut into.
import type { StrategyOdds } from "../sim/odds/types.ts";
import type { OddsPicture } from "./store.ts";

/** The knob's value at each point of the curve, ascending. */
export function curveValues({ answer, knob }: OddsPicture): number[] {
  if (knob === null) return [];
  return (answer.curves[0]?.points ?? []).map(({ set }) => Number(set[knob.paths[0]!]));
}

/** All strategies at a point of the curve, in the order of the scenario. */
export function oddsAt({ answer }: OddsPicture, point: number): StrategyOdds[] {
  const all = answer.curves.flatMap(({ points }) => points[point]?.strategies ?? []);
  const order = answer.worlds.map(({ strategy }) => strategy);
  return all.sort((a, b) => order.indexOf(a.strategy) - order.indexOf(b.strategy));
}

/** The point where the candidate is as the stable version, if it is good there; null when there is none. */
export function goodPoint(picture: OddsPicture): number | null {
  const { knob, answer } = picture;
  if (knob === null || knob.stable === null) return null;
  const point = curveValues(picture).indexOf(knob.stable);
  return point >= 0 && answer.curves[0]?.points[point]?.bad === false ? point : null;
}

/** Where the candidate turns from good to bad or back, as the knob's value; null when it does not. */
export function turnValue({ answer, knob }: OddsPicture): number | null {
  const value = knob === null ? undefined : answer.turn?.[knob.paths[0]!];
  return typeof value === "number" ? value : null;
}

/** Fewest and most runs that any point of the curve has. */
export function runsOfCurve({ answer }: OddsPicture): readonly [number, number] {
  const runs = answer.curves.flatMap(({ points }) => points.map((point) => point.runs));
  return [Math.min(...runs), Math.max(...runs)];
}
