// Which of very many plans is best, with few runs each: successive halving. All plans run on the same few seeds, the better third
// goes on with three times as many, and so on; then the same around the best. What it asks for it yields, and it is given the odds
// of it, so it knows nothing of threads; the next question depends on answers alone, so the search is a pure function.
// Source: Karnin, Koren & Somekh 2013, Almost optimal exploration in multi-armed bandits; Jamieson & Talwalkar 2016, Non-stochastic
// best arm identification and hyperparameter optimization, with runs as the resource.
import type { Stream } from "../../random/streams.ts";
import type { OddsPoint, SurveyPoint } from "../types.ts";
import type { Knob } from "./knob.ts";
import { crossed, mutated, neighbours, type Plan, planOf, type Turns } from "./plans.ts";
import { added, cost, NOTHING, shortfall, type Tally } from "./record.ts";
import type { Wish } from "./types.ts";
import type { Fields } from "../../scenario/document.ts";

/** A question of the search: these plans, on so many more seeds. */
export interface Trial {
  readonly plans: readonly Plan[];
  /** Seeds already used of each. */
  readonly from: number;
  readonly runs: number;
  /** Progress, in [0, 1], when it is asked. */
  readonly share: number;
  readonly best: Tried | null;
}

/** A plan's odds in the world with the bad candidate, and in that with the good one. */
export type Answer = readonly { readonly bad: OddsPoint; readonly good: OddsPoint }[];

/** A plan and how it fared. */
export interface Tried {
  readonly plan: Plan;
  readonly tally: Tally;
}

export interface Hunt {
  readonly base: Fields;
  readonly knobs: readonly Knob[];
  readonly wish: Wish;
  /** Share of good candidates that the plan as written leaves unfinished. */
  readonly unfinished: number;
  /** Whether a plan is one that its scenario's rules allow. */
  readonly sound: (plan: Plan) => boolean;
  /** Runs of all plans, in both worlds together. */
  readonly budget: number;
  readonly random: Stream;
}

/** Of a rung: how many times fewer plans, and how many times more runs. */
const ETA = 3;
const FIRST_RUNS = 10;
const RUNGS = 4;
/** Around the whole, then around the best. */
const ROUNDS = 3;
/** Plans of a round. */
const LEAST = 8;
const MOST = 243;
/** The best go on from round to round. */
const SURVIVORS = 4;
/** Draws without a new plan after which there is none. */
const TIRED = 200;

/** @returns every plan tried, best first */
export function* search(hunt: Hunt): Generator<Trial, Tried[], Answer> {
  const { base, knobs } = hunt;
  const written = planOf(
    base,
    knobs,
    knobs.map(() => null),
  )!;
  const tried = new Map<string, Tried>([[written.key, { plan: written, tally: NOTHING }]]);
  const better = byMerit(hunt);
  const best = () => [...tried.values()].filter(({ tally }) => tally.runs > 0).toSorted(better);
  const size = roundSize(hunt.budget);
  for (let round = 0; round < ROUNDS; round++) {
    const elders = round === 0 ? [tried.get(written.key)!] : best().slice(0, SURVIVORS);
    const fresh = drawn(hunt, elders, tried, size - elders.length);
    let field = [...elders, ...fresh];
    for (let rung = 0, runs = FIRST_RUNS; rung < RUNGS; rung++, runs *= ETA) {
      const share = (round + rung / RUNGS) / ROUNDS;
      for (const from of new Set(field.map(({ tally }) => tally.runs))) {
        const group = field.filter(({ tally }) => tally.runs === from);
        if (from >= runs) continue;
        const plans = group.map(({ plan }) => plan);
        const answers = yield { plans, from, runs: runs - from, share, best: best()[0] ?? null };
        group.forEach(({ plan, tally }, i) =>
          tried.set(plan.key, { plan, tally: added(tally, answers[i]!.bad, answers[i]!.good) }),
        );
      }
      const now = field.map(({ plan }) => tried.get(plan.key)!).toSorted(better);
      field = now.slice(0, Math.max(SURVIVORS, Math.ceil(now.length / ETA)));
    }
  }
  return best();
}

/** A point for each plan. */
export function pointOf(
  plan: Plan,
  path: string,
  set: Readonly<Record<string, unknown>>,
): SurveyPoint {
  return { set: { ...set, [path]: plan.strategy }, label: "" };
}

/** Rungs cost much the same each. */
function roundSize(budget: number): number {
  const each = 2 * FIRST_RUNS * (1 + (RUNGS - 1) * (1 - 1 / ETA));
  return Math.min(MOST, Math.max(LEAST, Math.floor(budget / (ROUNDS * each))));
}

/** New plans: those beside the elders, then others drawn at random, partly from elders. */
function drawn(
  { base, knobs, sound, random }: Hunt,
  elders: readonly Tried[],
  tried: Map<string, Tried>,
  wanted: number,
): Tried[] {
  const fresh: Tried[] = [];
  const take = (turns: Turns): boolean => {
    const plan = planOf(base, knobs, turns);
    if (plan === undefined || tried.has(plan.key) || !sound(plan)) return false;
    const one = { plan, tally: NOTHING };
    tried.set(plan.key, one);
    fresh.push(one);
    return true;
  };
  if (knobs.length === 0) return fresh;
  const beside = elders.flatMap(({ plan }) => neighbours(knobs, plan.turns));
  const near = shuffled(beside, random);
  for (const turns of near) if (fresh.length < wanted / 2) take(turns);
  for (let idle = 0; fresh.length < wanted && idle < TIRED; idle++) {
    const one = elders[Math.floor(random() * elders.length)]!.plan.turns;
    const other = elders[Math.floor(random() * elders.length)]!.plan.turns;
    if (take(mutated(knobs, crossed(one, other, random), random))) idle = 0;
  }
  return fresh;
}

/** Source: Fisher & Yates. */
function shuffled<T>(list: readonly T[], random: Stream): T[] {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [mixed[i], mixed[other]] = [mixed[other]!, mixed[i]!];
  }
  return mixed;
}

/** Nearest to the wish first; of those that meet it the cheapest, then the quickest, then the one with more runs. */
function byMerit({ wish, unfinished }: Hunt): (a: Tried, b: Tried) => number {
  return (a, b) => {
    const [missA, missB] = [a, b].map(({ tally }) => shortfall(tally, wish, unfinished)) as [
      number,
      number,
    ];
    if (missA !== missB) return missA - missB;
    const [costA, costB] = [cost(a.tally), cost(b.tally)];
    return (
      costA[0] - costB[0] ||
      (costA[1] === costB[1] ? 0 : costA[1] - costB[1]) ||
      b.tally.runs - a.tally.runs ||
      (a.plan.key < b.plan.key ? -1 : 1)
    );
  };
}
