// Two plans on equal seeds: how often each catches, what it costs, and the difference run by run.
import { documentOf } from "../parse.ts";
import { badCandidate } from "../results/badCandidate.ts";
import type { Scenario } from "../scenario/types.ts";
import { asStable } from "./asStable.ts";
import { changesBetween, isOfPlan, pairsByName, type ScenarioChange } from "./changes.ts";
import { pairedDifference, pairedShares, shareOrNull, spreadOf } from "./estimates.ts";
import { surveyOf } from "./survey.ts";
import type {
  OddsRow,
  PairedDifference,
  ShareEstimate,
  Spread,
  Survey,
  SurveyPoint,
  WorldKind,
} from "./types.ts";

/** Shares of runs that plans are compared by, and the runs they are shares of. */
const SHARES = {
  catch: { of: (row) => row.bad, is: (row) => row.outcome === "rolledBack" },
  escape: { of: (row) => row.bad, is: (row) => row.outcome === "promoted" },
  falseRollback: { of: (row) => !row.bad, is: (row) => row.outcome === "rolledBack" },
  paused: { of: () => true, is: (row) => row.outcome === "paused" },
  running: { of: () => true, is: (row) => row.outcome === "running" },
} as const satisfies Record<string, Record<"of" | "is", (row: OddsRow) => boolean>>;
export type DiffShare = keyof typeof SHARES;

/** Figures of a run; NaN where it has none. */
const FIGURES = {
  rolledBackAtSeconds: (row) => whenEnded(row, "rolledBack"),
  promotedAtSeconds: (row) => whenEnded(row, "promoted"),
  harmedUsers: (row) => row.harmedUsers,
  harmedRequests: (row) => row.harmedRequests,
  regret: (row) => row.regret,
  cost: (row) => row.cost,
} as const satisfies Record<string, (row: OddsRow) => number>;
export type DiffFigure = keyof typeof FIGURES;

/** After minus before; null where no run of both has it. */
export interface Compared<E> {
  readonly before: E | null;
  readonly after: E | null;
  readonly difference: PairedDifference | null;
}

export interface CandidateDiff {
  /** As the scenarios have it, or made equal to stable. */
  readonly candidate: "asWritten" | "equalToStable";
  /** How the runs were advanced, before and after. */
  readonly worlds: readonly [before: WorldKind, after: WorldKind];
  /** Whether it is bad, before and after; null: in some runs. */
  readonly bad: readonly [before: boolean | null, after: boolean | null];
  readonly shares: Readonly<Record<DiffShare, Compared<ShareEstimate>>>;
  readonly figures: Readonly<Record<DiffFigure, Compared<Spread>>>;
}

export interface StrategyDiff {
  readonly before: string;
  readonly after: string;
  readonly candidates: readonly CandidateDiff[];
}

/** What `diff --json` prints. */
export interface PlanDiff {
  /** Version of this form. */
  readonly lab: 1;
  readonly before: string;
  readonly after: string;
  /** Of each plan and candidate; run i has seed `seed + i` in both. */
  readonly runs: number;
  readonly seed: number;
  /** Only when it was stopped before its end. */
  readonly partial?: true;
  readonly changes: readonly ScenarioChange[];
  /** Whether both ran in one world: else the differences are of plans and worlds together. */
  readonly sameWorld: boolean;
  readonly strategies: readonly StrategyDiff[];
  /** Strategies that only one of them has. */
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

/** What has to be run of each. */
export interface DiffSurveys {
  readonly pairs: readonly (readonly [before: string, after: string])[];
  readonly before: Survey;
  readonly after: Survey;
}

/** What plans are measured by is no plan. */
const REFERENCES: readonly string[] = ["stay", "oracle"];

export interface DiffOptions {
  /** Of each plan and candidate. */
  readonly runs: number;
  /** Of the first run. */
  readonly seed: number;
  /** Whether every request is simulated, also where counts would do. */
  readonly exact: boolean;
}

/**
 * Strategies of one id belong together, and the only ones left in each.
 * @returns null when no strategy of one has one in the other
 * @throws ScenarioError when there are too many runs
 */
export function diffSurveys(
  before: Scenario,
  after: Scenario,
  { runs, seed, exact }: DiffOptions,
): DiffSurveys | null {
  const [old, now] = [planIds(before), planIds(after)];
  const pairs = pairsByName(old, now)
    .filter(([was, is]) => was !== -1 && is !== -1)
    .map(([was, is]) => [old[was]!, now[is]!] as const);
  if (pairs.length === 0) return null;
  const withGood = [before, after].some(
    (scenario) => scenario.uncertain !== null || badCandidate(scenario).bad,
  );
  const survey = (scenario: Scenario, side: 0 | 1) =>
    surveyOf(documentOf(scenario), {
      runs,
      seed,
      exact,
      strategies: pairs.map((pair) => pair[side]),
      points: pointsOf(scenario, withGood),
    });
  return { pairs, before: survey(before, 0), after: survey(after, 1) };
}

function planIds({ strategies }: Scenario): string[] {
  return strategies.filter(({ type }) => !REFERENCES.includes(type)).map(({ id }) => id);
}

function pointsOf(scenario: Scenario, withGood: boolean): SurveyPoint[] {
  const asWritten = { set: {}, label: "asWritten" };
  if (!withGood) return [asWritten];
  const set = scenario.candidate === 0 ? {} : asStable(documentOf(scenario), scenario);
  return [asWritten, { set, label: "equalToStable" }];
}

/** @param rows  of both surveys, as their sweeps give them; runs that not all of them have are left out */
export function planDiff(
  scenarios: readonly [before: Scenario, after: Scenario],
  surveys: DiffSurveys,
  rows: readonly [before: Iterable<OddsRow>, after: Iterable<OddsRow>],
): PlanDiff {
  const [before, after] = scenarios;
  const [ran, reran] = [grouped(rows[0]), grouped(rows[1])];
  const { runs, seed, points } = surveys.before;
  const changes = changesBetween(before, after);
  const least = surveys.pairs.reduce(
    (fewest, [was, is]) =>
      points.reduce(
        (few, _, point) =>
          Math.min(few, rowsOf(ran, point, was).length, rowsOf(reran, point, is).length),
        fewest,
      ),
    runs,
  );
  const strategies = surveys.pairs.map(([was, is]): StrategyDiff => ({
    before: was,
    after: is,
    candidates: points.map(({ label }, point) =>
      candidateDiff(
        label as CandidateDiff["candidate"],
        rowsOf(ran, point, was).slice(0, least),
        rowsOf(reran, point, is).slice(0, least),
      ),
    ),
  }));
  const [old, now] = [surveys.pairs.map(([was]) => was), surveys.pairs.map(([, is]) => is)];
  return {
    lab: 1,
    before: before.name,
    after: after.name,
    runs: least,
    seed,
    ...(least < runs && { partial: true as const }),
    changes,
    sameWorld: changes.every(isOfPlan),
    strategies,
    gone: planIds(before).filter((id) => !old.includes(id)),
    added: planIds(after).filter((id) => !now.includes(id)),
  };
}

type Groups = ReadonlyMap<string, readonly OddsRow[]>;

const key = (point: number, strategy: string) => `${point}/${strategy}`;

function rowsOf(groups: Groups, point: number, strategy: string): readonly OddsRow[] {
  return groups.get(key(point, strategy)) ?? [];
}

/** In the order of seeds, as they come. */
function grouped(rows: Iterable<OddsRow>): Groups {
  const groups = new Map<string, OddsRow[]>();
  for (const row of rows) {
    const name = key(row.point, row.strategy);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

function candidateDiff(
  candidate: CandidateDiff["candidate"],
  before: readonly OddsRow[],
  after: readonly OddsRow[],
): CandidateDiff {
  const shares = Object.entries(SHARES).map(([name, { of, is }]) => [
    name,
    comparedShare(before, after, of, is),
  ]);
  const figures = Object.entries(FIGURES).map(([name, figure]) => {
    const [first, second] = [before, after].map((rows) => Float64Array.from(rows, figure));
    return [
      name,
      {
        before: spreadOf(first!),
        after: spreadOf(second!),
        difference: pairedDifference(second!, first!),
      } satisfies Compared<Spread>,
    ];
  });
  return {
    candidate,
    worlds: [worldOf(before), worldOf(after)],
    bad: [badOf(before), badOf(after)],
    shares: Object.fromEntries(shares) as CandidateDiff["shares"],
    figures: Object.fromEntries(figures) as CandidateDiff["figures"],
  };
}

function comparedShare(
  before: readonly OddsRow[],
  after: readonly OddsRow[],
  of: (row: OddsRow) => boolean,
  is: (row: OddsRow) => boolean,
): Compared<ShareEstimate> {
  const share = (rows: readonly OddsRow[]) => {
    const all = rows.filter(of);
    return shareOrNull(all.filter(is).length, all.length);
  };
  const both = [...before.keys()].filter((i) => of(before[i]!) && of(after[i]!));
  return {
    before: share(before),
    after: share(after),
    difference:
      both.length === 0
        ? null
        : pairedShares(
            both.length,
            (i) => is(after[both[i]!]!),
            (i) => is(before[both[i]!]!),
          ),
  };
}

/** The same for all runs of a point. */
function worldOf(rows: readonly OddsRow[]): WorldKind {
  return rows[0]?.world ?? "requests";
}

function badOf(rows: readonly OddsRow[]): boolean | null {
  const bad = rows.filter((row) => row.bad).length;
  if (bad === 0) return false;
  return bad === rows.length ? true : null;
}

function whenEnded(row: OddsRow, outcome: OddsRow["outcome"]): number {
  return row.outcome === outcome ? (row.decidedAtSeconds ?? NaN) : NaN;
}
