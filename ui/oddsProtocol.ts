// What the page, the worker that carries out surveys and the hands that run batches say to each other: plain data all ways.
import type { RowLayout } from "../sim/odds/rows.ts";
import type { Batch, Odds, Survey, WorldKind } from "../sim/odds/types.ts";
import type { Problem } from "../sim/scenario/problem.ts";

/** What the page wants to know: how the view's own scenario ends, and how that changes with how bad the candidate is. */
export interface Question {
  /** One point: the scenario as it was edited. */
  readonly here: Survey;
  /** null where there is no knob. */
  readonly curve: Curve | null;
}

export interface Curve {
  /** A point each for values of one knob, ascending: more of them than are asked for at once. */
  readonly survey: Survey;
  /** Of each point: 0 makes a sketch of the curve, 1 the curve, and 2 is asked for where that is steep. */
  readonly ranks: readonly number[];
}

/** How a strategy's runs are advanced. */
export interface WorldOf {
  readonly strategy: string;
  readonly world: WorldKind;
  /** What stands against counting, in words; none when it is counted. */
  readonly because: readonly string[];
}

/** How often each strategy ended in each part of the run's time. */
export interface Histogram {
  readonly strategy: string;
  /** Rollbacks in each of equal parts of [0, duration]. */
  readonly rollbacks: readonly number[];
}

/** What is known so far. */
export interface Answer {
  readonly here: Odds;
  /** Of the curve: strategies that are counted have more points and runs than others, so they come apart. */
  readonly curves: readonly Odds[];
  readonly histograms: readonly Histogram[];
  readonly worlds: readonly WorldOf[];
  /** Whether the candidate is bad, and why, in words; null when that is drawn for each run. */
  readonly verdict: { readonly bad: boolean; readonly reason: string } | null;
  /** The curve's setting at which the candidate turns from good to bad or back, as its points' `set`; null when it does not. */
  readonly turn: Readonly<Record<string, unknown>> | null;
  /** Runs that are done, over all points. */
  readonly runs: number;
  /** In [0, 1]. */
  readonly share: number;
}

export type ToSurveyor =
  | { readonly kind: "ask"; readonly ask: number; readonly question: Question }
  /** A newer question waits for this one's first answer. */
  | { readonly kind: "hurry"; readonly ask: number }
  | { readonly kind: "cancel"; readonly ask: number };

export type FromSurveyor =
  /** Comes first, before anything was run. */
  | { readonly kind: "begun"; readonly ask: number; readonly worlds: readonly WorldOf[] }
  /** Comes again and again, ever surer, until `over`. */
  | {
      readonly kind: "answer";
      readonly ask: number;
      readonly over: boolean;
      readonly answer: Answer;
    }
  | { readonly kind: "problems"; readonly ask: number; readonly problems: readonly Problem[] };

/** A hand keeps the last so many it was sent, and forgets the rest. */
export const SURVEYS_KEPT = 8;

export type ToHand =
  /** Comes before the first batch of a survey. */
  | { readonly kind: "survey"; readonly id: number; readonly survey: Survey }
  | { readonly kind: "batch"; readonly id: number; readonly batch: Batch };

/** What came of a batch. */
export interface Done {
  readonly rows: Float64Array;
  /** What the rows' numbers stand for. */
  readonly layout: RowLayout;
  /** What the runs took. */
  readonly ms: number;
}

export type FromHand =
  | ({ readonly kind: "rows" } & Done)
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };
