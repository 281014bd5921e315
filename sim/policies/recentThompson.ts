// Thompson sampling over counts that forget.
import type { Stream } from "../random/streams.ts";
import { betaDraws, posteriorsOf, UNIFORM } from "./betaDraws.ts";
import type { Counts } from "./counts.ts";
import type { Policy } from "./types.ts";

/** Draws from Beta(1 + S, 1 + F) of `counts`. */
export function recentThompson(counts: Counts, random: Stream): Policy {
  const { N, S } = counts;
  const draws = betaDraws(N.length, UNIFORM, random);
  let stale = false;
  return {
    pick() {
      if (stale)
        for (let version = 0; version < N.length; version++)
          draws.set(version, 1 + S[version]!, 1 + Math.max(0, N[version]! - S[version]!));
      stale = false;
      return draws.best();
    },
    learn({ version, reward }) {
      counts.add(version, reward);
      stale = true;
    },
    beliefs: () => posteriorsOf(counts),
  };
}
