// The router of every strategy that sets weights. One uniform number, the request's or the user's, is compared with cumulative
// weights in the order of versions; so as a weight grows users only ever move towards it.
import type { Share } from "../scenario/types.ts";
import { NOBODY, type Arrival, type Router, type VersionIndex } from "./types.ts";

/** Whose luck decides: each request's own, or the user's, so that a user meets one version while weights stand. */
export type Assign = "request" | "user";

/**
 * @param versions  how many there are
 * @param first     the version that serves until the first `setWeights`
 */
export function weighted(versions: number, assign: Assign, first: VersionIndex = 0): Weighted {
  return new Weighted(versions, assign, first);
}

// A class, for the hot path: one shape for all strategies keeps the loop's call to `pick` monomorphic.
class Weighted implements Router {
  readonly learns = false;
  readonly #byUser: boolean;
  readonly #weights: Float64Array;
  /** Upper edges of versions' parts of [0, 1), in their order. */
  readonly #upTo: Float64Array;
  // With at most two versions serving, one comparison decides.
  #serving: number;
  #edge = 0;
  #below: VersionIndex;
  #above: VersionIndex;

  constructor(versions: number, assign: Assign, first: VersionIndex) {
    this.#byUser = assign === "user";
    this.#upTo = new Float64Array(versions);
    this.#weights = new Float64Array(versions);
    this.#weights[first] = 1;
    this.#serving = 1;
    this.#below = first;
    this.#above = first;
  }

  pick(arrival: Arrival): VersionIndex {
    const draw = this.#byUser ? arrival.userDraw : arrival.draw;
    if (this.#serving <= 2) return draw < this.#edge ? this.#below : this.#above;
    let version = 0;
    while (draw >= this.#upTo[version]!) version++;
    return version;
  }

  shares(_segment: number, to: Float64Array): Assign {
    to.set(this.#weights);
    return this.#byUser ? "user" : "request";
  }

  learn(): void {}

  setWeights(weights: readonly Share[]): void {
    assertWeights(weights, this.#upTo.length);
    this.#weights.set(weights);
    this.#serving = 0;
    this.#below = this.#above = NOBODY;
    for (let version = 0; version < weights.length; version++) {
      if (weights[version] === 0) continue;
      if (this.#serving++ === 0) this.#below = version;
      this.#above = version;
    }
    let sum = 0;
    weights.forEach((weight, version) => {
      sum += weight;
      // The last that serves reaches past 1, whatever the sum rounds to.
      this.#upTo[version] = version >= this.#above ? 2 : sum;
    });
    this.#edge = this.#upTo[Math.max(this.#below, 0)]!;
  }
}
export type { Weighted };

function assertWeights(weights: readonly Share[], versions: number): void {
  let sum = 0;
  let sound = true;
  for (const weight of weights) {
    sum += weight;
    sound &&= weight >= 0 && weight <= 1;
  }
  if (weights.length !== versions || !sound || !(sum === 0 || Math.abs(sum - 1) < 1e-9))
    throw new Error(
      `broken invariant: weights are shares summing to 1, or all 0: [${weights.join(", ")}]`,
    );
}
