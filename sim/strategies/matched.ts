// A weighted router that sends chosen segments to one version whatever the weights: routes by header, for insiders or testers. Apart
// from `weighted`, so that who does not need it does not pay for it.
import type { Share } from "../scenario/types.ts";
import type { Arrival, Plan, Router, VersionIndex } from "./types.ts";
import { weighted, type Assign, type Weighted } from "./weighted.ts";

/** Everybody goes by the weights until `match`. */
export function matched(
  plan: Pick<Plan, "versions" | "segments" | "stable" | "candidate">,
  assign: Assign,
): Matched {
  const others = weighted(plan.versions.length, assign, plan.stable);
  return new Matched(others, plan.candidate, plan.segments.length);
}

class Matched implements Router {
  readonly learns = false;
  readonly #others: Weighted;
  readonly #to: VersionIndex;
  readonly #matches: Uint8Array;

  constructor(others: Weighted, to: VersionIndex, segments: number) {
    this.#others = others;
    this.#to = to;
    this.#matches = new Uint8Array(segments);
  }

  /** From now on these segments, by position in `plan.segments`, and no others. */
  match(segments: readonly number[]): void {
    this.#matches.fill(0);
    for (const segment of segments) this.#matches[segment] = 1;
  }

  pick(arrival: Arrival): VersionIndex {
    return this.#matches[arrival.segment] === 1 ? this.#to : this.#others.pick(arrival);
  }

  shares(segment: number, to: Float64Array): Assign {
    const whose = this.#others.shares(segment, to);
    if (this.#matches[segment] === 1) to.fill(0)[this.#to] = 1;
    return whose;
  }

  learn(): void {}

  setWeights(weights: readonly Share[]): void {
    this.#others.setWeights(weights);
  }
}
export type { Matched };

/** Positions in `plan.segments`. */
export function segmentsOf(ids: readonly string[], plan: Pick<Plan, "segments">): number[] {
  return plan.segments.flatMap(({ id }, i) => (ids.includes(id) ? [i] : []));
}
