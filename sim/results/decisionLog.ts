// What was decided, in order, and what state the rollout is in because of it.
import type { Seconds, Share } from "../scenario/types.ts";
import type { Decision, Outcome } from "./types.ts";

const STATE: Partial<Record<Decision["kind"], Outcome>> = {
  promote: "promoted",
  rollback: "rolledBack",
  pause: "paused",
  resume: "running",
};

export class DecisionLog {
  readonly decisions: Decision[] = [];
  /** The last state wins. */
  outcome: Outcome = "running";
  decidedAt: Seconds | null = null;
  /** Weights in force at the end; null when none were ever set. */
  weights: readonly Share[] | null = null;
  readonly #ids: readonly string[];

  constructor(ids: readonly string[]) {
    this.#ids = ids;
  }

  /** A pause that ends by itself leaves the rollout running: only one that waits for a person is a state of its own. */
  pause(at: Seconds, decision: Omit<Decision, "at" | "weights" | "kind">, until?: Seconds): void {
    const { outcome } = this;
    this.add(at, { kind: "pause", ...decision });
    if (until !== undefined) this.outcome = outcome;
  }

  add(at: Seconds, decision: Omit<Decision, "at" | "weights">, weights?: readonly Share[]): void {
    const { kind, reason, ...rest } = decision;
    const named = weights && Object.fromEntries(this.#ids.map((id, v) => [id, weights[v]!]));
    this.decisions.push({ at, kind, reason, ...(named && { weights: named }), ...rest });
    if (weights !== undefined) this.weights = [...weights];
    const state = STATE[kind];
    if (state === undefined) return;
    this.outcome = state;
    this.decidedAt = state === "promoted" || state === "rolledBack" ? at : null;
  }
}
