// A bandit policy: picks a version for a request and learns from feedback when it arrives, in any order, late or never.
import type { ZodType } from "zod";
import type { Stream } from "../random/streams.ts";
import type { Problem } from "../scenario/problem.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Beta } from "../statistics/betaBest.ts";
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
  /**
   * What it believes of each version's rate now, for who watches it; nothing random is drawn. Left out when that is what the
   * counts say, whatever the policy makes of them: Beta(1 + successes, 1 + failures).
   */
  beliefs?(): readonly Beta[];
}

export interface PolicyKind<C> {
  readonly name: string;
  /** One sentence for lists, forms and docs. */
  readonly summary: string;
  /** What it computes, in the source's symbols: "argmax m + sqrt(2 ln n / N)". */
  readonly formula: string;
  /** The paper, and where in it. */
  readonly source: string;
  /** A strict object with `.describe()`d fields and defaults: what a policy cannot know (gaps, how many requests will come) is one. */
  readonly config: ZodType<C>;
  /** As a strategy's: what is wrong with its parameters that only the number of versions shows. */
  problems?(config: C, versions: number): readonly Problem[];
  create(config: C, plan: PolicyPlan, random: Stream): Policy;
}
