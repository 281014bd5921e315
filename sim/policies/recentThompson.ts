// Thompson sampling over counts that forget.
import type { Stream } from "../random/streams.ts";
import { betaDraws, posteriorsOf, UNIFORM } from "./betaDraws.ts";
import type { Counts } from "./counts.ts";
import type { Policy } from "./types.ts";

/** Draws from Beta(1 + S, 1 + F) of `counts`. */
export function recentThompson(counts: Counts, random: Stream): Policy {
  const draws = betaDraws(counts.N.length, UNIFORM, random);
  let stale = false;
  return {
    pick() {
      if (stale)
        posteriorsOf(counts).forEach((posterior, version) => draws.set(version, posterior));
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
