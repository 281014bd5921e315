// Plans as settings of knobs: all that differ from one by a turn, and some at random.
import type { Fields } from "../../scenario/document.ts";
import { ScenarioError } from "../../scenario/problem.ts";
import type { Stream } from "../../random/streams.ts";
import type { Knob } from "./knob.ts";

/** For each knob which of its values, an index; null: as the plan is written. */
export type Turns = readonly (number | null)[];

export interface Plan {
  readonly turns: Turns;
  /** The strategy as a scenario writes it. */
  readonly strategy: Fields;
  /** Equal for equal strategies. */
  readonly key: string;
}

/** Knobs turned at once, at most, in a plan drawn at random: a plan in which everything differs is nobody's plan. */
const MOST_TURNS = 5;

/** @returns undefined when the knobs do not go together */
export function planOf(base: Fields, knobs: readonly Knob[], turns: Turns): Plan | undefined {
  try {
    const strategy = knobs.reduce(
      (turned, knob, i) => (turns[i] == null ? turned : knob.turn(turned, knob.values[turns[i]])),
      base,
    );
    return { turns, strategy, key: JSON.stringify(strategy) };
  } catch (error) {
    // a knob of something another knob took away
    if (error instanceof ScenarioError) return undefined;
    throw error;
  }
}

/** Each knob one value up, one down, and as written; those without a written value anywhere. */
export function neighbours(knobs: readonly Knob[], turns: Turns): Turns[] {
  return knobs.flatMap(({ values, start }, i) => {
    const at = turns[i] ?? start;
    const near = at === -1 ? values.map((_, value) => value) : [at - 1, at + 1];
    const within = near.filter((value) => value >= 0 && value < values.length);
    const others: (number | null)[] = turns[i] === null ? within : [...within, null];
    return others.map((value) => turned(turns, i, value === start ? null : value));
  });
}

/** `from` with one to `MOST_TURNS` knobs at random values. */
export function mutated(knobs: readonly Knob[], from: Turns, random: Stream): Turns {
  let turns = from;
  for (let left = 1 + below(MOST_TURNS, random); left > 0; left--) {
    const knob = below(knobs.length, random);
    const { values, start } = knobs[knob]!;
    const value = below(values.length, random);
    turns = turned(turns, knob, value === start ? null : value);
  }
  return turns;
}

/** Each knob as in the one or the other plan. */
export function crossed(one: Turns, other: Turns, random: Stream): Turns {
  return one.map((value, i) => (random() < 0.5 ? value : other[i]!));
}

function turned(turns: Turns, knob: number, value: number | null): Turns {
  return turns.with(knob, value);
}

function below(n: number, random: Stream): number {
  return Math.floor(random() * n);
}
