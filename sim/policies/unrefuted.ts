// An index policy whose index is the largest rate that the rewards have not refuted yet. Such an index is dear to compute, and most
// of the time it need not be: one rate that is refuted for all versions but the leader shows that it leads.
import type { Stream } from "../random/streams.ts";
import type { VersionIndex } from "../strategies/types.ts";
import type { Counts } from "./counts.ts";
import { leadersOf, take, type Ties } from "./leaders.ts";
import type { Policy } from "./types.ts";

export interface Refutation {
  /** Nats of evidence that refute a rate when there are `n` rewards, at least 1: rises with n. */
  level(n: number): number;
  /** Nats of evidence against a version's rate being `rate` or more: rises with `rate`. Asked of versions with rewards. */
  against(version: VersionIndex, rate: number): number;
  /** The largest rate with no more evidence than `level` against it. */
  largest(version: VersionIndex, level: number): number;
}

// Evidence that is this much more, or less, than the level is so in spite of rounding, which may cost no leader its place.
const MORE = 1 + 1e-9;
const LESS = 1 - 1e-9;

/** The policy that picks the version of which the largest rate is not refuted; one without rewards before all others. */
export function unrefuted(
  refutation: Refutation,
  counts: Counts,
  ties: Ties,
  random: Stream,
): Policy {
  const { N } = counts;
  const versions = N.length;
  const leaders = leadersOf(versions, ties, random);
  let leader = 0;
  let certain = false; // nothing but the leader's rewards and the level has changed since it was found
  let between = 0; // a rate below the leader's index, and above the others'
  let others = 0; // the least evidence against it of any other
  let stale = true;

  const offer = (version: VersionIndex, level: number): number => {
    const index = N[version] === 0 ? Infinity : refutation.largest(version, level);
    leaders.offer(version, index);
    return index;
  };

  /** Offers the leader so far, which rules most of the others out, and whoever is not ruled out. @returns their largest index */
  const rank = (level: number): number => {
    leaders.clear();
    offer(leader, level);
    let second = 0;
    for (let version = 0; version < versions; version++) {
      if (version === leader) continue;
      const most = leaders.most;
      if (N[version]! > 0 && (most > 1 || refutation.against(version, most) > level * MORE))
        continue;
      second = Math.max(second, Math.min(most, offer(version, level)));
    }
    return second;
  };

  /** Looks for a rate that keeps the others behind. */
  const separate = (level: number, second: number): void => {
    certain = false;
    if (leaders.most > 1 || leaders.chanceOf(leader) < 1) return;
    between = (leaders.most + second) / 2;
    others = Infinity;
    for (let version = 0; version < versions; version++)
      if (version !== leader) others = Math.min(others, refutation.against(version, between));
    certain = others > level * MORE;
  };

  return {
    pick(arrival) {
      if (!stale) return (leader = take(leaders, arrival));
      stale = false;
      const level = counts.n === 0 ? 0 : refutation.level(counts.n);
      if (certain && others > level * MORE && refutation.against(leader, between) < level * LESS)
        return take(leaders, arrival);
      const second = rank(level);
      leader = take(leaders, arrival);
      separate(level, second);
      return leader;
    },
    learn({ version, reward }) {
      counts.add(version, reward);
      if (version !== leader) certain = false;
      stale = true;
    },
  };
}
