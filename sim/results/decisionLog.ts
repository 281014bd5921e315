// What was decided, in order, and what state the rollout is in because of it.
import type { Seconds, Share } from "../scenario/types.ts";
import type { Decision, Outcome, Sentence } from "./types.ts";

const STATE: Partial<Record<Decision["kind"], Outcome>> = {
  promote: "promoted",
  rollback: "rolledBack",
  pause: "paused",
  resume: "running",
};

/** What is known of a decision when it is made. */
export interface Made extends Omit<Decision, "at" | "weights" | "reason"> {
  readonly reason: Sentence;
}

export class DecisionLog {
  /** Empty when none are kept. */
  readonly decisions: Decision[] = [];
  /** The last state wins. */
  outcome: Outcome = "running";
  decidedAt: Seconds | null = null;
  /** Weights in force at the end; null when none were ever set. */
  weights: readonly Share[] | null = null;
  readonly #ids: readonly string[];

  readonly #keeps: boolean;

  /** @param keeps  whether decisions are kept; otherwise only what state they lead to */
  constructor(ids: readonly string[], keeps: boolean) {
    this.#ids = ids;
    this.#keeps = keeps;
  }

  /** A pause that ends by itself leaves the rollout running: only one that waits for a person is a state of its own. */
  pause(at: Seconds, decision: Made, until?: Seconds): void {
    const { outcome } = this;
    this.add(at, decision);
    if (until !== undefined) this.outcome = outcome;
  }

  add(at: Seconds, decision: Made, weights?: readonly Share[]): void {
    if (this.#keeps) this.#keep(at, decision, weights);
    if (weights !== undefined) this.weights = [...weights];
    const state = STATE[decision.kind];
    if (state === undefined) return;
    this.outcome = state;
    this.decidedAt = state === "promoted" || state === "rolledBack" ? at : null;
  }

  #keep(at: Seconds, { kind, reason, ...rest }: Made, weights?: readonly Share[]): void {
    const text = typeof reason === "string" ? reason : reason();
    const named = weights && Object.fromEntries(this.#ids.map((id, v) => [id, weights[v]!]));
    this.decisions.push({ at, kind, reason: text, ...(named && { weights: named }), ...rest });
  }
}
