// What the odds view asks of many runs: the scenario as it was edited, and a curve over the knob that the story turns on.
import type { Survey } from "../sim/odds/types.ts";
import { knobs, mainKnob, valueAlong, type Knob } from "./knobs.ts";
import type { Question } from "./oddsProtocol.ts";
import type { Facts, Order, Written } from "./protocol.ts";

/** Enough for an interval of a share within 3 points either way, and within 5 at each point of the curve. */
const RUNS_HERE = 1000;
const RUNS_OF_CURVE = 400;
/** Points of the curve, but for the stable version's own. */
const POINTS = 13;
/** A log scale begins a little above its end, where figures that must differ would be equal. */
const FIRST = 0.04;

/** The knob that the curve is drawn over; null for a scenario without a candidate. */
export function curveKnob(facts: Facts, edits: Order["edits"]): Knob | null {
  return mainKnob(knobs(facts, edits), facts.objective) ?? null;
}

/** The strategies there is something to ask of: `stay` and `oracle` end alike whatever happens, unless they are all there is. */
export function askedStrategies(facts: Facts, chosen: Order["strategies"]): string[] {
  const specs = facts.strategies.filter(({ id }) => chosen === null || chosen.includes(id));
  const contenders = specs.filter(({ type }) => type !== "stay" && type !== "oracle");
  return (contenders.length > 0 ? contenders : specs).map(({ id }) => id);
}

export function questionOf({ facts, document }: Written, order: Order): Question {
  const { edits, seed } = order;
  const knob = curveKnob(facts, edits);
  const survey: Survey = {
    document,
    points: [{ set: edits, label: "" }],
    strategies: askedStrategies(facts, order.strategies),
    runs: RUNS_HERE,
    seed: seed ?? facts.seed,
    until: null,
    exact: false,
  };
  if (knob === null) return { here: survey, curve: null };
  const others = Object.fromEntries(
    Object.entries(edits).filter(([path]) => !knob.paths.includes(path)),
  );
  const points = curveValues(knob).map((value) => ({
    set: { ...others, ...knob.sets(value) },
    label: knob.format(value),
  }));
  return { here: survey, curve: { ...survey, points, runs: RUNS_OF_CURVE } };
}

/** Ascending: closer together where a share of failures is small, for there the curve bends; and where stable stands. */
function curveValues(knob: Knob): number[] {
  const bends = knob.scale === "linear" && knob.id !== "reward";
  const ways = Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1));
  const values = ways.map((way) => {
    if (knob.scale === "log") return valueAlong(knob, Math.max(FIRST, way), 2);
    return valueAlong(knob, bends ? way * way : way, 2);
  });
  const { stable, low, high } = knob;
  const all = stable !== null && stable > low && stable < high ? [...values, stable] : values;
  return [...new Set(all)].sort((a, b) => a - b);
}
