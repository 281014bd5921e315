// What the odds view asks of many runs: the scenario as it was edited, and a curve over the knob that the story turns on.
import type { Survey } from "../sim/odds/types.ts";
import { knobs, mainKnob, valueAlong, type Knob } from "./knobs.ts";
import type { Curve, Question } from "./oddsProtocol.ts";
import type { Facts, Order, Written } from "./protocol.ts";

/** Enough for an interval of a share within 3 points either way. */
const RUNS_HERE = 1000;
/** Of a point of the curve: enough for as much, and fewer where an interval is that narrow before. */
const RUNS_OF_CURVE = 1000;
const WIDTH_OF_CURVE = 0.07;
/** Points of the curve, but for the stable version's own; every third of them makes a sketch of it. */
const POINTS = 13;
const SKETCH = 3;
/** Parts of the way between two points: where the curve is steep it has points between. */
const FINE = 4;
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
  const places = placesOf(knob);
  const points = places.map(({ value }) => ({
    set: { ...others, ...knob.sets(value) },
    label: knob.format(value),
  }));
  return {
    here: survey,
    curve: {
      survey: { ...survey, points, runs: RUNS_OF_CURVE, until: WIDTH_OF_CURVE },
      ranks: places.map(({ rank }) => rank),
    },
  };
}

interface Place {
  readonly value: number;
  readonly rank: Curve["ranks"][number];
}

/** Ascending: closer together where a share of failures is small, for there the curve bends; and where stable stands. */
function placesOf(knob: Knob): Place[] {
  const bends = knob.scale === "linear" && knob.id !== "reward";
  const parts = (POINTS - 1) * FINE;
  const { stable, low, high } = knob;
  const places: Place[] = Array.from({ length: parts + 1 }, (_, i) => {
    const rank = i % FINE > 0 ? 2 : (i / FINE) % SKETCH > 0 ? 1 : 0;
    const way = i / parts;
    const digits = rank < 2 ? 2 : 3;
    if (knob.scale === "log")
      return { rank, value: valueAlong(knob, Math.max(FIRST, way), digits) };
    return { rank, value: valueAlong(knob, bends ? way * way : way, digits) };
  });
  if (stable !== null && stable > low && stable < high) places.push({ rank: 0, value: stable });
  const isFirst = ({ value }: Place, i: number, all: readonly Place[]): boolean =>
    i === 0 || all[i - 1]!.value !== value;
  return places.sort((a, b) => a.value - b.value || a.rank - b.rank).filter(isFirst);
}
