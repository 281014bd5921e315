// The adviser's questions, and an account of what they cost: how far all is, and how much time has gone.
import type { Seconds, Share } from "../../scenario/types.ts";
import { MAX_RUNS, surveyOf } from "../survey.ts";
import type { OddsRow, Survey } from "../types.ts";
import type { Brief } from "./brief.ts";
import { FRESH } from "./options.ts";
import type { Plan } from "./plans.ts";
import type { Runs } from "./record.ts";
import { pointOf } from "./search.ts";
import type { Advice } from "./types.ts";

/** What the adviser must know before it goes on. */
export interface Question {
  readonly survey: Survey;
  readonly doing: "pace" | "before" | "search" | "verify";
  /** How far all is when it is asked, and when it is answered, in [0, 1]. */
  readonly share: Share;
  readonly shareAfter: Share;
  /** What is best so far, in its estimates on the seeds of the search. */
  readonly best: BestSoFar | null;
}

export interface BestSoFar {
  readonly catch: number;
  readonly falseRollback: number;
  readonly plans: number;
  /** The advice if it ended here: not verified. */
  readonly advice: () => Advice;
}

export interface Reply {
  readonly rows: Iterable<OddsRow>;
  /** Time of one core that it took, from whoever has a clock; the engine's own reckoning stands where it is left out. */
  readonly seconds?: Seconds;
}

/** Plans to be run. */
interface Wanted {
  readonly doing: Question["doing"];
  readonly plans: readonly Plan[];
  /** Runs that count, but for chance: how many there were of each plan before, and how many more. */
  readonly from: number;
  readonly count: number;
  readonly best: BestSoFar | null;
}

export interface Asking {
  /** Of each plan the runs that count. Those of the search go on from the first seed, those of verification from the first fresh one. */
  ask(wanted: Wanted): Generator<Question, readonly Runs[], Reply>;
  /** So many pairs of runs that count there will be in all. */
  foresee(pairs: number): void;
  /** Time of one core that has gone. */
  spent(): Seconds;
  /** What a run that counts with the bad candidate, and one with the good, took when last asked for. */
  pair(): Seconds;
}

/** Of progress, for finding out the pace: until then nobody knows how much there is to do. */
const PACE_SHARE = 0.02;

const KINDS = ["bad", "good"] as const;
type Kind = (typeof KINDS)[number];

export function asking(brief: Brief): Asking {
  const { bad, good } = brief;
  let spent = 0;
  let pair = 0;
  let done = 0;
  let total = Infinity;
  let reached: Share = 0;
  const shareAt = (runs: number): Share =>
    PACE_SHARE + (1 - PACE_SHARE) * Math.min(1, runs / total);
  return {
    *ask(wanted) {
      const { doing, plans, count, best } = wanted;
      const runs = plans.map(() => ({ bad: [] as OddsRow[], good: [] as OddsRow[] }));
      const before = spent;
      for (const kinds of bad.scale === good.scale ? [KINDS] : KINDS.map((kind) => [kind])) {
        const survey = surveyFor(brief, wanted, kinds);
        const asked = survey.runs * survey.points.length;
        const share = reached;
        // never back, though what there is to do is reckoned anew
        reached = Math.max(share, doing === "pace" ? PACE_SHARE : shareAt(done + asked));
        const { rows, seconds } = yield { survey, doing, share, shareAfter: reached, best };
        for (const row of rows) {
          const kind = kinds[row.point % kinds.length]!;
          const counts = !brief[kind].drawn || row.bad === (kind === "bad");
          if (counts) runs[Math.floor(row.point / kinds.length)]![kind].push(row);
        }
        if (doing !== "pace") done += asked;
        spent += seconds ?? asked * brief.secondsOfRun;
      }
      pair = (spent - before) / (plans.length * count);
      return runs;
    },
    foresee(pairs) {
      total = pairs * (bad.scale + good.scale);
    },
    spent: () => spent,
    pair: () => pair,
  };
}

/** Its points are plans with a candidate of each of these kinds, plan by plan. */
function surveyFor(
  { spec, document, exact, index, seed, ...brief }: Brief,
  { doing, plans, from, count }: Wanted,
  kinds: readonly Kind[],
): Survey {
  const { scale } = brief[kinds[0]!];
  const isFresh = doing === "before" || doing === "verify";
  return surveyOf(document, {
    seed: seed + from * scale + (isFresh ? FRESH : 0),
    runs: Math.min(count * scale, MAX_RUNS),
    strategies: [spec.id],
    exact,
    points: plans.flatMap((plan) =>
      kinds.map((kind) => pointOf(plan, `strategies[${index}]`, brief[kind].set)),
    ),
  });
}
