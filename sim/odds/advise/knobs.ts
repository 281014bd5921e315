// What of a plan may be turned, by type of strategy: the one place that says it. A knob has values in an order, so that it has a
// next and a one before; turning it gives the strategy as a scenario would write it.
import { type Fields, fields, items } from "../../scenario/document.ts";
import type { StrategySpec } from "../../scenario/types.ts";
import { alarmGuard, alarmKnobs } from "./alarmKnobs.ts";
import { checkKnobs, guard, type Signal } from "./checkKnobs.ts";
import {
  durations,
  field,
  type Knob,
  numbers,
  percents,
  scaledDuration,
  scaledShare,
} from "./knob.ts";
import { codeDeployKnobs, sageMakerKnobs } from "./shiftKnobs.ts";
import { stepKnobs } from "./stepKnobs.ts";
import { asWritten } from "./asWritten.ts";

/** A strategy that can be advised. */
interface Adjustable {
  /** Its lists of checks, or of alarms. */
  readonly checks: readonly string[];
  /** Lists that are written out with their defaults before a knob reaches into them. */
  readonly lists?: readonly string[];
  /** Whether a check is added when there is none: in its first list. */
  readonly guarded: boolean;
  /** Whether its checks are measured by the strategy's own clock. */
  readonly clock?: true;
  /** Whether its checks are alarms. */
  readonly alarms?: true;
  knobs(written: Fields, spec: StrategySpec): Knob[];
}

const LONG = [10, 30, 60, 120, 180, 300, 600, 900, 1800];

const adjustable: Readonly<Record<string, Adjustable>> = {
  canary: {
    checks: ["checks"],
    lists: ["steps"],
    guarded: true,
    knobs: (written) => [
      ...stepKnobs(items(written["steps"])),
      ...(written["startingStep"] === undefined
        ? []
        : [numbers("startingStep", [0, 1, 2, 4], written)]),
    ],
  },
  linear: {
    checks: ["checks"],
    guarded: true,
    knobs: (_written, spec) => [
      percents("step", [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5], spec["step"]),
      durations("every", LONG, spec["every"]),
    ],
  },
  flagger: {
    checks: ["metrics"],
    lists: ["metrics"],
    guarded: true,
    clock: true,
    knobs: (written, spec) => [
      durations("interval", [10, 15, 20, 30, 60, 90, 120, 180, 300, 600], spec["interval"]),
      numbers("threshold", [1, 2, 3, 4, 5, 6, 8, 10, 15], spec),
      ...flaggerWeights(written, spec),
    ],
  },
  blueGreen: { checks: ["checks"], guarded: true, knobs: () => [] },
  rolling: {
    checks: ["checks"],
    guarded: true,
    knobs: (_written, spec) => [durations("minReady", [0, ...LONG], spec["minReady"])],
  },
  shadow: {
    checks: ["checks"],
    guarded: true,
    knobs: (_written, spec) => [
      percents("mirror", [0.01, 0.05, 0.1, 0.25, 0.5, 1], spec["mirror"]),
      durations("for", [...LONG, 3600], spec["for"]),
    ],
  },
  codeDeploy: { checks: ["alarms"], guarded: true, alarms: true, knobs: codeDeployKnobs },
  sageMaker: { checks: ["alarms"], guarded: true, alarms: true, knobs: sageMakerKnobs },
  safeRollout: {
    checks: ["guardrails"],
    lists: ["stages"],
    guarded: false,
    knobs: (written, spec) => [
      ...stageKnobs(items(written["stages"])),
      percents("alpha", [0.001, 0.002, 0.005, 0.01, 0.02, 0.05], spec["alpha"] ?? 0.05),
    ],
  },
  abTest: {
    checks: ["guardrails"],
    guarded: false,
    knobs: (_written, spec) => [
      percents("split", [0.01, 0.02, 0.05, 0.1, 0.2, 0.5], spec["split"]),
      percents("alpha", [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1], spec["alpha"]),
      field("test", ["fixed", "groupSequential", "alwaysValid", "eProcess", "sprt"], spec["test"]),
    ],
  },
};

/** Types that can be advised. */
export const ADJUSTABLE: readonly string[] = Object.keys(adjustable);

/** Why there is nothing to turn in the others. */
const FIXED: Readonly<Record<string, string>> = {
  recreate:
    "looks at nothing: everybody moves at once, and no setting of it would bring anybody back",
  kserve: "checks nothing: whatever share it is given, only a person promotes or goes back",
  bandit: "has no plan: its policy decides request by request; `list policies` has others",
  stay: "rolls nothing out",
  oracle: "knows the truth already",
};

/** "looks at nothing: ..." */
export function nothingToTurn(type: string): string {
  return FIXED[type] ?? "has no plan to turn";
}

/** A strategy ready to be searched: what it starts from, and what may be turned. */
export interface Workpiece {
  /** As the scenario writes it, lists written out, and with a check if it had none. */
  readonly base: Fields;
  /** Whether that check was added. */
  readonly guarded: boolean;
  readonly knobs: readonly Knob[];
}

/**
 * @param written  the strategy as its scenario writes it
 * @param spec     the same as read
 * @param signal   by which figures a good candidate and a bad one differ
 */
export function workpiece(written: Fields, spec: StrategySpec, signal: Signal): Workpiece {
  const adjusted = adjustable[spec.type]!;
  const { checks, lists = [], guarded, clock = false, alarms = false } = adjusted;
  const whole = asWritten(written, spec.type, lists);
  const inSteps = items(whole["steps"]).some((step) => "analysis" in fields(step));
  const bare = !inSteps && checks.every((list) => items(whole[list]).length === 0);
  const added = guarded && bare;
  const base = added
    ? { ...whole, [checks[0]!]: [alarms ? alarmGuard(signal) : guard(signal)] }
    : whole;
  const places = [...checks, ...analysesOf(base)];
  return {
    base,
    guarded: added,
    knobs: [
      ...adjusted.knobs(base, spec),
      ...places.flatMap((list) =>
        alarms ? alarmKnobs(list, base, signal) : checkKnobs(list, base, signal, clock),
      ),
    ].filter(({ values }) => values.length > 0),
  };
}

/** Analyses between a canary's steps, and beside them. */
function analysesOf(base: Fields): string[] {
  const between = items(base["steps"]).flatMap((step, i) =>
    "analysis" in fields(step) ? [`steps[${i}].analysis.checks`] : [],
  );
  const beside =
    base["type"] === "canary" ? items(base["analysis"]).map((_, i) => `analysis[${i}].checks`) : [];
  return [...between, ...beside];
}

/** Weights by steps, one by one, or how often to look. */
function flaggerWeights(written: Fields, spec: StrategySpec): Knob[] {
  if (spec["iterations"] !== 0)
    return [numbers("iterations", [1, 2, 3, 5, 8, 10, 15, 20, 30], spec)];
  if (written["stepWeights"] !== undefined) {
    const ladders = [[5], [10], [1, 10, 50], [5, 25, 50], [1, 2, 5, 10, 20, 50], [10, 30, 50]];
    return [field("stepWeights", ladders, undefined)];
  }
  return [
    numbers("stepWeight", [1, 2, 5, 10, 15, 20, 25, 30, 50], { stepWeight: 10, ...written }),
    numbers("maxWeight", [5, 10, 20, 30, 40, 50, 60, 80, 100], spec),
  ];
}

/** Each stage's split, or time, times a factor. */
function stageKnobs(stages: readonly unknown[]): Knob[] {
  const factors = [0.1, 0.2, 0.5, 1, 2, 4];
  const scaled = (name: "split" | "for"): Knob => ({
    name: `stages: ${name}`,
    values: factors,
    start: factors.indexOf(1),
    turn: (strategy, factor) => ({
      ...strategy,
      stages: items(strategy["stages"]).map((stage) =>
        times(fields(stage), name, factor as number),
      ),
    }),
  });
  return stages.length === 0 ? [] : [scaled("split"), scaled("for")];
}

function times(stage: Fields, name: "split" | "for", factor: number): Fields {
  const value = stage[name];
  if (name === "split") return { ...stage, split: scaledShare(value, factor) };
  return { ...stage, for: scaledDuration(value, factor) };
}
