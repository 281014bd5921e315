// What is wished of a plan, and what is advised. Plain data.
import type { Seconds, Share } from "../../scenario/types.ts";
import type { PairedDifference, ShareEstimate, Spread, WorldKind } from "../types.ts";

/** Values by path, as `SurveyPoint.set`. */
export type Setting = Readonly<Record<string, unknown>>;

export interface Wish {
  /** Share of bad candidates rolled back, at least. */
  readonly catch: Share;
  /** Share of good candidates rolled back, at most. */
  readonly falseRollback: Share;
}

/** How a plan fared on a bad candidate and on a good one, the same seeds for both. */
export interface PlanOdds {
  readonly world: WorldKind;
  /** With either candidate; where that is drawn, so many but for chance: `n` of each figure says it. */
  readonly runs: number;
  /** Bad: rolled back. */
  readonly catch: ShareEstimate;
  /** Good: rolled back. */
  readonly falseRollback: ShareEstimate;
  /** Good: neither promoted, nor rolled back, nor waiting for a person at the end. */
  readonly unfinished: ShareEstimate;
  /** On the bad candidate, a run. */
  readonly harmedUsers: Spread;
  readonly harmedRequests: Spread;
  /** On the bad candidate: when it was rolled back. */
  readonly rolledBackAtSeconds: Spread;
  /** On the good candidate: when it was promoted. */
  readonly promotedAtSeconds: Spread;
}

/** `surely`: with the far end of both 95% intervals; `likely`: both estimates do, an interval reaches past the wish. */
export type Meets = "surely" | "likely" | "no";

/** One value that the advice changes. */
export interface PlanChange {
  /** In the scenario: `strategies[0].metrics[0].window`. */
  readonly path: string;
  /** undefined when nothing was written there. */
  readonly from?: unknown;
  readonly to: unknown;
}

/** An operation of RFC 6902 (JSON Patch) against the scenario's document. */
export interface PatchOperation {
  readonly op: "add" | "replace";
  /** A JSON pointer, RFC 6901. */
  readonly path: string;
  readonly value: unknown;
}

/** The most any plan could know: a proof, of a wish that is too much, or that it is not too much by statistics alone. */
export interface Bound {
  /** "error rate" */
  readonly figure: string;
  readonly good: Share;
  readonly bad: Share;
  /** Requests from the start of the rollout to the end of the run: at most, but for one run in a million. */
  readonly requests: number;
  /** Catches no test of that many requests can exceed at the false rollbacks wished. */
  readonly catch: Share;
  /** Requests such a test needs for the catches wished; null: more than can be simulated. */
  readonly requestsNeeded: number | null;
  /** How long that takes at the mean rate; null also where nobody comes. */
  readonly secondsNeeded: Seconds | null;
}

/** What an uncertain scenario left to be drawn for each run. */
export interface AdviceDraws {
  /** With the bad candidate: `versions[0].errorRate`, `noise`, `incidents[0]`. */
  readonly drawn: readonly string[];
  /** What the scenario draws and an option sets, or being equal to stable. */
  readonly set: readonly string[];
  /**
   * Share of runs in which the bad candidate came out bad, by the scenario's own measure, and the good one good: only those count.
   * null where it is so in every run.
   */
  readonly badShare: Share | null;
  readonly goodShare: Share | null;
}

export interface Advice {
  /** Version of this form. */
  readonly lab: 1;
  readonly scenario: string;
  readonly strategy: string;
  readonly type: string;
  readonly wish: Wish;
  readonly bad: Setting;
  /** null: equal to stable. */
  readonly good: Setting | null;
  /** null where nothing is drawn. */
  readonly draws: AdviceDraws | null;
  /**
   * `found`: a plan meets the wish on fresh seeds. `kept`: the plan as written does, and none was found that is cheaper.
   * `notFound`: no plan tried does, `after` is the best. `impossible`: no plan can, by `bound`; none was tried.
   */
  readonly verdict: "found" | "kept" | "notFound" | "impossible";
  /** null where no such proof holds: `boundLacks` says why. */
  readonly bound: Bound | null;
  readonly boundLacks: string | null;
  /** The plan as written, on fresh seeds. */
  readonly before: PlanOdds;
  readonly beforeMeets: Meets;
  /** The advised plan on the same fresh seeds; null when none was tried, or none is better. */
  readonly after: PlanOdds | null;
  readonly afterMeets: Meets | null;
  /** Harmed users of the bad candidate, after minus before, run by run. */
  readonly harmedUsersSaved: PairedDifference | null;
  readonly changes: readonly PlanChange[];
  readonly patch: readonly PatchOperation[];
  /** The same as words for `--set`. */
  readonly set: readonly string[];
  /** Different plans tried. */
  readonly plansTried: number;
  /** How many of the best were held against fresh seeds, one after the other. */
  readonly plansVerified: number;
  /** Runs of the search, and of verification, on good and bad candidates together. */
  readonly runsSearched: number;
  readonly runsVerified: number;
  /** First of the seeds it was searched on, and first of the fresh ones. */
  readonly seed: number;
  readonly freshSeed: number;
  /** The search was stopped before its end; nothing was verified. */
  readonly partial?: true;
}
