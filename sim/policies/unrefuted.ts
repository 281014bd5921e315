// An index policy whose index is the largest rate that the rewards have not refuted yet. Such an index is dear to compute, and most
// of the time it need not be: one rate that is refuted for all versions but the leader shows that it leads.
import type { Stream } from "../random/streams.ts";
import type { VersionIndex } from "../strategies/types.ts";
import type { Counts } from "./counts.ts";
import { Leaders, take, type Ties } from "./leaders.ts";
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

/** How far below the leader's index that rate lies, of the way down to its mean: far down it is above fewer, near it soon fails. */
const MARGIN = 1 / 128;
const held = (index: number, mean: number): number => index - (index - mean) * MARGIN;

/** The policy that picks the version of which the largest rate is not refuted; one without rewards before all others. */
export function unrefuted(
  refutation: Refutation,
  counts: Counts,
  ties: Ties,
  random: Stream,
): Policy {
  const { N, S } = counts;
  const versions = N.length;
  const leaders = new Leaders(versions, ties, random);
  // What is known against a version, until it has another reward: this much evidence, against this rate and all above it.
  const evidence = new Float64Array(versions);
  const rate = new Float64Array(versions);
  let leader = 0;
  let between = Infinity; // a rate below the leader's index and, it is hoped, above the others'
  let alone = false; // the leader was found to lead without ranking all
  let stale = true; // something was learnt since

  const isRefuted = (version: VersionIndex, q: number, level: number): boolean => {
    if (N[version] === 0 || q > 1) return N[version]! > 0;
    if (evidence[version]! > level * MORE && rate[version]! <= q) return true;
    evidence[version] = refutation.against(version, q);
    rate[version] = q;
    return evidence[version] > level * MORE;
  };

  /** Whether the leader so far is the only one still. */
  const leads = (level: number): boolean => {
    if (between > 1 || refutation.against(leader, between) >= level * LESS) return false;
    for (let version = 0; version < versions; version++)
      if (version !== leader && !isRefuted(version, between, level)) return false;
    return true;
  };

  const offer = (version: VersionIndex, level: number): void => {
    leaders.offer(version, N[version] === 0 ? Infinity : refutation.largest(version, level));
  };

  /** The leader so far goes first: it rules most of the others out. */
  const rank = (level: number): void => {
    leaders.clear();
    offer(leader, level);
    for (let version = 0; version < versions; version++)
      if (version !== leader && !isRefuted(version, leaders.most, level)) offer(version, level);
  };

  return {
    pick(arrival) {
      if (stale) {
        const level = counts.n === 0 ? 0 : refutation.level(counts.n);
        alone = leads(level);
        if (!alone) rank(level);
        stale = false;
      }
      if (alone) {
        arrival.propensity = 1;
        return leader;
      }
      leader = take(leaders, arrival);
      between = N[leader] === 0 ? Infinity : held(leaders.most, S[leader]! / N[leader]!);
      return leader;
    },
    learn({ version, reward }) {
      counts.add(version, reward);
      evidence[version] = 0;
      stale = true;
    },
  };
}
