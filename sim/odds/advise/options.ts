// What may be asked of the adviser, and within which bounds.
import type { Setting, Wish } from "./types.ts";

export interface AdviseOptions {
  /** An id; the first that can be advised when left out. */
  readonly strategy?: string;
  /** What makes the candidate bad; the candidate as it is when left out, if that is bad. */
  readonly bad?: Setting;
  /** What makes it good; like stable when left out. */
  readonly good?: Setting;
  /** 95% of bad ones caught, 1% of good ones rolled back. */
  readonly wish?: Wish;
  /** Fresh runs that count of each plan that is verified, on a bad and on a good candidate: 1000, fewer where runs take long. */
  readonly runs?: number;
  /** The scenario's own when left out. */
  readonly seed?: number;
  /** Whether every request is simulated, also where counts would do. */
  readonly exact?: boolean;
  /** Runs of the search, about; when left out as many as there is time for: 40 s of one core for everything. */
  readonly budget?: number;
}

export const DEFAULT_WISH: Wish = { catch: 0.95, falseRollback: 0.01 };
export const DEFAULT_ADVICE_RUNS = 1000;

/** Of a plan that is verified, on either candidate: an interval of a share is then a third of a point wide. */
export const MAX_ADVICE_RUNS = 100_000;
/** Of the search: an hour or so of one core. */
export const MAX_ADVICE_BUDGET = 10_000_000;

/** The best few of the search are verified, one after the other, until one meets the wish surely. */
export const FINALISTS = 3;
/** Fresh seeds begin so far behind those of the search, and are no more than that. */
export const FRESH = 1_000_000;
/** Of the first run of the search: the last fresh one's is an exact integer, too. */
export const MAX_ADVICE_SEED = Number.MAX_SAFE_INTEGER - 2 * FRESH;
