// What a policy has learnt of each version: how many rewards, and their sum. Nothing is counted when a version is picked: a reward
// that is late, or never comes, is not there yet. So n is the rewards so far, which are the plays so far where rewards are prompt,
// and t = n + 1. A reward may be any number in [0, 1].

export interface Counts {
  /** Rewards of each version. */
  readonly N: Float64Array;
  /** Their sum. */
  readonly S: Float64Array;
  /** Rewards of all versions. */
  readonly n: number;
  add(version: number, reward: number): void;
}

/** Every reward there was. */
export function countsOf(versions: number): Counts {
  const counts = {
    N: new Float64Array(versions),
    S: new Float64Array(versions),
    n: 0,
    add(version: number, reward: number) {
      counts.N[version]! += 1;
      counts.S[version]! += reward;
      counts.n += 1;
    },
  };
  return counts;
}
