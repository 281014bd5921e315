// How a canary brings a share of the traffic to the candidate: by routing (trafficRouted.ts) or by pods alone (podRouted.ts).
import type { Monitor } from "../monitor/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import type { Actions } from "./types.ts";

/** How many pods the candidate should have: as its traffic needs, a number, or a share of its fleet. */
export type Scale = "matchWeight" | { readonly pods: number } | { readonly share: Share };

/** What an experiment adds for a while. */
export interface Loan {
  readonly candidatePods: number;
  readonly stablePods: number;
  /** The candidate's share of the traffic beside its weight. */
  readonly weight: Share;
}

export interface Lever {
  /** When it wants to be asked again, beside when pods become ready. */
  due(): Seconds;
  /** The candidate's share of the traffic now. */
  live(): Share;
  /** How many pods are there, in words: they progress when these change. */
  standing(): string;
  /** To be called at every wake before anything else: takes note of pods, and does what was put off until now. */
  look(now: Seconds, monitor: Monitor, act: Actions): void;
  /**
   * Moves pods, and traffic when they are available, towards a weight.
   * @param step  that sets the weight; undefined when only the scale is set
   * @returns whether both are there; until then it is to be called at each wake
   */
  reach(weight: Share, scale: Scale, step: number | undefined, act: Actions): boolean;
  /**
   * Asks for pods beside, and for traffic when they are available.
   * @returns whether they are there; until then it is to be called at each wake
   */
  borrow(loan: Loan, why: string, step: number, act: Actions): boolean;
  /** Gives back what was borrowed. */
  giveBack(why: string, step: number | undefined, act: Actions): void;
  /** To be called at every wake after everything else: traffic that follows pods does so while the rollout is held, too. */
  follow(act: Actions): void;
  /** Moves to the candidate alone and then promotes; @returns whether it has. */
  finish(act: Actions): boolean;
  /** Logs the rollback and goes back to stable: what is left of it is done at `look`. */
  abort(reason: string, act: Actions): void;
}
