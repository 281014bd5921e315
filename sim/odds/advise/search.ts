// Which of very many plans is best, with few runs each: successive halving. All plans run on the same few seeds, the better third
// goes on with three times as many, and so on; then the same around the best; at last the best few run on what is left. Plans are
// told apart by what they did on the same seeds, so one that has run for long has no advantage over one that is new. What the
// search asks for it yields, and it is given the runs of it, so it knows nothing of threads; the next question depends on answers
// alone, so the search is a pure function.
// Source: Karnin, Koren & Somekh 2013, Almost optimal exploration in multi-armed bandits; Jamieson & Talwalkar 2016, Non-stochastic
// best arm identification and hyperparameter optimization, with runs as the resource.
import type { Stream } from "../../random/streams.ts";
import type { SurveyPoint } from "../types.ts";
import type { Knob } from "./knob.ts";
import { crossed, mutated, neighbours, type Plan, planOf, type Turns } from "./plans.ts";
import { added, cost, NOTHING, type Runs, shortfall, type Tally } from "./record.ts";
import type { Wish } from "./types.ts";
import type { Fields } from "../../scenario/document.ts";

/** A question of the search: these plans, on so many more seeds. */
export interface Trial {
  readonly plans: readonly Plan[];
  /** Seeds already used of each. */
  readonly from: number;
  readonly runs: number;
  readonly best: Tried | null;
}

/** The runs of each plan. */
export type Answer = readonly Runs[];

/** A plan and how it fared. */
export interface Tried {
  readonly plan: Plan;
  /** Seeds used. */
  readonly runs: number;
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
  /** Whether there is no time for more, whatever is left of the budget. */
  readonly over?: () => boolean;
  readonly random: Stream;
}

/** Of a rung: how many times fewer plans, and how many times more runs. */
const ETA = 3;
const RUNGS = 4;
/** Around the whole, then around the best. */
const ROUNDS = 3;
/** Runs of the first rung, and plans of a round: first more plans, then more runs of each. */
const FIRST_RUNS = { least: 2, most: 10 } as const;
const PLANS = { least: 8, wanted: 60, most: 243 } as const;
/** Of the budget, for the rounds; the rest is for the best of them. */
const ROUNDS_SHARE = 0.7;
/** The best go on from round to round. */
const SURVIVORS = 4;
/** Plans of a question, so that nobody waits until all of many are read. */
const AT_ONCE = 40;
/** Draws without a new plan after which there is none. */
const TIRED = 200;

/** A plan in the search: how it fared up to each rung it reached. */
interface Runner {
  readonly plan: Plan;
  readonly rungs: readonly Tried[];
}

/** @returns every plan that was tried, best first */
export function* search(hunt: Hunt): Generator<Trial, Tried[], Answer> {
  const { base, knobs, budget, over = () => false } = hunt;
  const written = planOf(
    base,
    knobs,
    knobs.map(() => null),
  )!;
  const all = new Map<string, Runner>([[written.key, { plan: written, rungs: [] }]]);
  const better = byMerit(hunt);
  const best = () => [...all.values()].flatMap(({ rungs }) => rungs.at(-1) ?? []).toSorted(better);
  const again = (tried: readonly Tried[]) => tried.map(({ plan }) => all.get(plan.key)!);
  let left = budget;
  /** So many seeds of each, from where it was. */
  function* run(field: readonly Runner[], runs: number): Generator<Trial, void, Answer> {
    const seedsOf = ({ rungs }: Runner) => rungs.at(-1)?.runs ?? 0;
    for (const from of new Set(field.map(seedsOf)))
      for (const group of groupsOf(field.filter((runner) => seedsOf(runner) === from))) {
        if (from >= runs || over()) continue;
        const plans = group.map(({ plan }) => plan);
        left -= 2 * plans.length * (runs - from);
        const answers = yield { plans, from, runs: runs - from, best: best()[0] ?? null };
        group.forEach(({ plan, rungs }, i) => {
          const tally = added(rungs.at(-1)?.tally ?? NOTHING, answers[i]!);
          all.set(plan.key, { plan, rungs: [...rungs, { plan, runs, tally }] });
        });
      }
  }
  const { size, firstRuns } = roundOf(ROUNDS_SHARE * budget);
  for (let round = 0; round < ROUNDS; round++) {
    const elders = round === 0 ? [all.get(written.key)!] : again(best().slice(0, SURVIVORS));
    let field = [...elders, ...drawn(hunt, elders, all, size - elders.length)];
    for (let rung = 0, runs = firstRuns; rung < RUNGS && !over(); rung++, runs *= ETA) {
      yield* run(
        field.filter(({ rungs }) => rungs.length === rung),
        runs,
      );
      const now = field.flatMap(({ plan }) => all.get(plan.key)!.rungs[rung] ?? []);
      field = again(now.toSorted(better).slice(0, Math.ceil(now.length / ETA)));
    }
  }
  const finalists = best().slice(0, SURVIVORS);
  const more = Math.floor(left / (2 * finalists.length));
  if (more > 0) yield* run(again(finalists), more + Math.min(...finalists.map(({ runs }) => runs)));
  return best();
}

function groupsOf(field: readonly Runner[]): Runner[][] {
  return Array.from({ length: Math.ceil(field.length / AT_ONCE) }, (_, i) =>
    field.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
}

/** A point for each plan. */
export function pointOf(
  plan: Plan,
  path: string,
  set: Readonly<Record<string, unknown>>,
): SurveyPoint {
  return { set: { ...set, [path]: plan.strategy }, label: "" };
}

/** How many plans, and runs of each at first; rungs cost much the same each. */
function roundOf(budget: number): { readonly size: number; readonly firstRuns: number } {
  const each = 2 * ROUNDS * (1 + (RUNGS - 1) * (1 - 1 / ETA));
  const affordable = Math.floor(budget / (each * PLANS.wanted));
  const firstRuns = Math.max(FIRST_RUNS.least, Math.min(FIRST_RUNS.most, affordable));
  const size = Math.floor(budget / (each * firstRuns));
  return { size: Math.max(PLANS.least, Math.min(PLANS.most, size)), firstRuns };
}

/** New plans: those beside the elders, then others drawn at random, partly from elders. */
function drawn(
  { base, knobs, sound, random }: Hunt,
  elders: readonly Runner[],
  all: Map<string, Runner>,
  wanted: number,
): Runner[] {
  const fresh: Runner[] = [];
  const take = (turns: Turns): boolean => {
    const plan = planOf(base, knobs, turns);
    if (plan === undefined || all.has(plan.key) || !sound(plan)) return false;
    const one = { plan, rungs: [] };
    all.set(plan.key, one);
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
      b.runs - a.runs ||
      (a.plan.key < b.plan.key ? -1 : 1)
    );
  };
}
