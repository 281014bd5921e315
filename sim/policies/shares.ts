// Picking by shares.
import type { Stream } from "../random/streams.ts";
import type { Arrival, VersionIndex } from "../strategies/types.ts";

/** A version, each with its share as the chance, which is written down. `shares` sum to 1, but for rounding. */
export function pickByShare(
  shares: ArrayLike<number>,
  random: Stream,
  arrival: Arrival,
): VersionIndex {
  let rest = random();
  let version = 0;
  let positive = 0; // the last with a share: where rounding leaves the draw beyond all of them
  for (; version < shares.length; version++) {
    const share = shares[version]!;
    if (share > 0) {
      positive = version;
      if (rest < share) break;
    }
    rest -= share;
  }
  arrival.propensity = shares[positive]!;
  return positive;
}
