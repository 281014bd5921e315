// A Beta posterior for each version's rate of success, and draws from all of them at once: what Thompson's kind picks by.
// Beta(a, b) is X / (X + Y) of gamma draws X of shape a and Y of shape b, whose constants are kept between draws.
import { gammaC, gammaD, gammas } from "../random/gamma.ts";
import type { Stream } from "../random/streams.ts";
import type { Beta } from "../statistics/betaBest.ts";
import type { VersionIndex } from "../strategies/types.ts";
import type { Counts } from "./counts.ts";

/** Beta(a, b) of a rate of which nothing is known yet. */
export type Prior = readonly [a: number, b: number];

export const UNIFORM: Prior = [1, 1];

/** Beta(a + S, b + F), S and F = N - S what the counts say. */
export function posteriorsOf({ N, S }: Counts, [a, b]: Prior = UNIFORM): Beta[] {
  return Array.from(N, (seen, v) => ({ a: a + S[v]!, b: b + Math.max(0, seen - S[v]!) }));
}

export interface BetaDraws {
  /** Adds to the posterior's parameters: successes and failures, or parts of them. */
  add(version: VersionIndex, successes: number, failures: number): void;
  /** Sets them, each at least 1. */
  set(version: VersionIndex, a: number, b: number): void;
  /** Draws every version's rate. @returns the version whose is the largest, `but` left out */
  best(but?: VersionIndex): VersionIndex;
}

/** @param prior  both parameters at least 1 */
export function betaDraws(versions: number, [a, b]: Prior, random: Stream): BetaDraws {
  // successes before failures
  const d = Float64Array.from({ length: 2 * versions }, (_, i) => gammaD(i % 2 === 0 ? a : b));
  const c = d.map(gammaC);
  const draws = new Float64Array(2 * versions);

  const keep = (i: number, value: number) => {
    d[i] = value;
    c[i] = gammaC(value);
  };

  return {
    add(version, successes, failures) {
      const i = 2 * version;
      keep(i, d[i]! + successes);
      keep(i + 1, d[i + 1]! + failures);
    },
    set(version, a, b) {
      keep(2 * version, gammaD(a));
      keep(2 * version + 1, gammaD(b));
    },
    best(but = -1) {
      gammas(d, c, draws, random);
      let best = 0;
      // x / (x + y) of the best so far: two fractions are compared without dividing
      let x = 0;
      let y = 1;
      for (let version = 0, i = 0; version < versions; version++, i += 2) {
        if (version === but || draws[i]! * y <= x * draws[i + 1]!) continue;
        best = version;
        x = draws[i]!;
        y = draws[i + 1]!;
      }
      return best;
    },
  };
}
