// A bandit policy: picks a version for a request and learns from feedback when it arrives, in any order, late or never.
import type { ZodType } from "zod";
import type { Stream } from "../random/streams.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Arrival, Feedback, VersionIndex } from "../strategies/types.ts";

export interface PolicyPlan {
  /** Number of versions, at least 1. */
  readonly versions: number;
  readonly segments: number;
  /** Length of the run. */
  readonly horizon: Seconds;
}

export interface Policy {
  /** May write `arrival.propensity`. */
  pick(arrival: Arrival): VersionIndex;
  learn(feedback: Feedback): void;
}

export interface PolicyKind<C> {
  readonly name: string;
  readonly summary: string;
  readonly config: ZodType<C>;
  create(config: C, plan: PolicyPlan, random: Stream): Policy;
}
