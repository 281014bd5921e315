// An index policy: each version has a number, made of what is known of it and of how much is known in all, and the version with
// the largest is picked. A version nothing is known of comes first: its index is infinite.
import type { Stream } from "../random/streams.ts";
import type { Counts } from "./counts.ts";
import { Leaders, take, type Ties } from "./leaders.ts";
import type { Policy } from "./types.ts";

export interface Index {
  /** What of the index depends on n, the rewards of all versions, alone: made once for all of them. */
  level(n: number): number;
  /**
   * @param m      the version's mean reward, S / N
   * @param N      its rewards, above 0
   * @param level  of all rewards
   */
  of(m: number, N: number, level: number): number;
}

/** The policy that picks the version whose index, by `counts`, is the largest. */
export function indexPolicy(index: Index, counts: Counts, ties: Ties, random: Stream): Policy {
  const { N, S } = counts;
  const leaders = new Leaders(N.length, ties, random);
  let stale = true; // something was learnt since the versions were ranked

  const rank = () => {
    leaders.clear();
    const level = index.level(counts.n);
    for (let version = 0; version < N.length; version++) {
      const seen = N[version]!;
      leaders.offer(version, seen === 0 ? Infinity : index.of(S[version]! / seen, seen, level));
    }
    stale = false;
  };

  return {
    pick(arrival) {
      if (stale) rank();
      return take(leaders, arrival);
    },
    learn({ version, reward }) {
      counts.add(version, reward);
      stale = true;
    },
  };
}
