// Greedy, but for some requests that go to any version, the best included.
import type { Stream } from "../random/streams.ts";
import type { Share } from "../scenario/types.ts";
import { countsOf } from "./counts.ts";
import { Leaders, type Ties } from "./leaders.ts";
import type { Policy } from "./types.ts";

/** @param epsilon  the share of requests that explore when there are `n` rewards */
export function exploring(
  epsilon: (n: number) => Share,
  versions: number,
  ties: Ties,
  random: Stream,
): Policy {
  const counts = countsOf(versions);
  const { N, S } = counts;
  const leaders = new Leaders(versions, ties, random);
  let share = 1;
  let stale = true; // something was learnt since the versions were ranked

  const rank = () => {
    share = epsilon(counts.n);
    leaders.clear();
    for (let version = 0; version < versions; version++)
      leaders.offer(version, N[version] === 0 ? Infinity : S[version]! / N[version]!);
    stale = false;
  };

  return {
    pick(arrival) {
      if (stale) rank();
      const version = random() < share ? Math.floor(random() * versions) : leaders.pick();
      arrival.propensity = share / versions + (1 - share) * leaders.chanceOf(version);
      return version;
    },
    learn({ version, reward }) {
      counts.add(version, reward);
      stale = true;
    },
  };
}
