// What a policy does to two versions, without chance: the probability of every history, by dynamic programming over how often
// each version was picked and succeeded.

/**
 * The chances to pick the first version, for `n1` and `n2` picks, `s1` successes of the first and all 0 to n2 of the second.
 * Writes `chances[s2]`.
 */
export type Chances = (n1: number, s1: number, n2: number, chances: Float64Array) => void;

/** A policy as its formula: what it picks after `n` rounds. */
export type Rule = (n: number) => Chances;

type Visit = (p: number, n1: number, s1: number, n2: number, s2: number) => void;

export interface Exact {
  /** For each checkpoint, the probability that the first version was picked k times. */
  readonly picks: readonly Float64Array[];
  /** Calls back with every history of the last round and its probability. */
  readonly atEnd: (visit: Visit) => void;
}

/** @param checkpoints  ascending; the last is how many rounds are played */
export function playExactly(
  rule: Rule,
  [p1, p2]: readonly [number, number],
  checkpoints: readonly number[],
): Exact {
  const rounds = checkpoints.at(-1)!;
  const side = rounds + 1;
  // P(n1, s1, s2) of the round: what it leads to lies at the same place or behind it, so that backwards one array is enough.
  const p = new Float64Array(side ** 3);
  p[0] = 1;
  const chances = new Float64Array(side);
  const visit: Exact["atEnd"] = (call) => walk(p, rounds, rounds, call);
  const picks: Float64Array[] = [];
  for (let n = 0; n <= rounds; n++) {
    if (checkpoints.includes(n)) {
      const counts = new Float64Array(n + 1);
      walk(p, rounds, n, (weight, n1) => (counts[n1]! += weight));
      picks.push(counts);
    }
    if (n === rounds) break;
    const chancesOf = rule(n);
    for (let n1 = n; n1 >= 0; n1--) {
      const n2 = n - n1;
      for (let s1 = n1; s1 >= 0; s1--) {
        const row = (n1 * side + s1) * side;
        chancesOf(n1, s1, n2, chances);
        for (let s2 = n2; s2 >= 0; s2--) {
          const weight = p[row + s2]!;
          if (weight === 0) continue;
          const first = weight * chances[s2]!;
          const second = weight - first;
          p[row + s2] = second * (1 - p2);
          p[row + s2 + 1]! += second * p2;
          p[row + side * side + s2]! += first * (1 - p1);
          p[row + side * side + side + s2]! += first * p1;
        }
      }
    }
  }
  return { picks, atEnd: visit };
}

function walk(p: Float64Array, rounds: number, n: number, call: Visit) {
  const side = rounds + 1;
  for (let n1 = 0; n1 <= n; n1++)
    for (let s1 = 0; s1 <= n1; s1++)
      for (let s2 = 0; s2 <= n - n1; s2++) {
        const weight = p[(n1 * side + s1) * side + s2]!;
        if (weight > 0) call(weight, n1, s1, n - n1, s2);
      }
}

/**
 * The same for a policy that learns only before every `batch`-th round, and picks by one chance in between: the probability that
 * the first version was picked k times in all, after each batch.
 */
export function playBatches(
  rule: Rule,
  rates: readonly [number, number],
  batch: number,
  batches: number,
): Float64Array[] {
  const rounds = batch * batches;
  const side = rounds + 1;
  const wins = rates.map((rate) =>
    Array.from({ length: batch + 1 }, (_, picked) => binomial(picked, rate)),
  );
  const picks: Float64Array[] = [];
  const chances = new Float64Array(side);
  let p = new Float64Array(side ** 3);
  p[0] = 1;
  for (let n = 0; n < rounds; n += batch) {
    const next = new Float64Array(side ** 3);
    const counts = new Float64Array(n + batch + 1);
    const chancesOf = rule(n);
    walk(p, rounds, n, (weight, n1, s1, n2, s2) => {
      chancesOf(n1, s1, n2, chances);
      binomial(batch, chances[s2]!).forEach((share, k) => {
        counts[n1 + k]! += weight * share;
        if (share === 0 || n + batch === rounds) return; // nobody asks what was learnt last
        const [first, second] = [wins[0]![k]!, wins[1]![batch - k]!];
        for (let i = 0; i <= k; i++) {
          const row = ((n1 + k) * side + s1 + i) * side + s2;
          for (let j = 0; j <= batch - k; j++)
            next[row + j]! += weight * share * first[i]! * second[j]!;
        }
      });
    });
    picks.push(counts);
    p = next;
  }
  return picks;
}

/** The probabilities of 0 to n successes. */
function binomial(n: number, p: number): Float64Array {
  const chances = new Float64Array(n + 1);
  chances[0] = 1;
  for (let m = 1; m <= n; m++)
    for (let k = m; k >= 0; k--)
      chances[k] = chances[k]! * (1 - p) + (k > 0 ? chances[k - 1]! * p : 0);
  return chances;
}

/** Mean and standard deviation of a count whose probabilities these are. */
export function moments(probabilities: Float64Array): { mean: number; sd: number } {
  let mean = 0;
  probabilities.forEach((p, k) => (mean += p * k));
  let variance = 0;
  probabilities.forEach((p, k) => (variance += p * (k - mean) ** 2));
  return { mean, sd: Math.sqrt(variance) };
}
