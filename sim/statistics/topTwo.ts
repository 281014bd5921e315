// What top-two Thompson sampling gives each version.

/**
 * The probability that each version is played: with chance `share` the one drawn as best; else the draw is repeated until another
 * is best, and that one is played. share p_k + (1 - share) sum over i != k of p_i p_k / (1 - p_i).
 * @param best   the probability that each is the best, summing to 1; where one is surely the best, the others are drawn alike
 * @param share  in [0, 1]
 * @returns      weights in [0, 1] summing to 1, in the order given
 * Source: Russo 2020, Simple Bayesian algorithms for best-arm identification, 3.3, beta = `share`.
 */
export function topTwo(best: readonly number[], share: number): number[] {
  if (best.length === 1) return [1];
  const weights = best.map((p) => share * p);
  best.forEach((p, i) => {
    // summed, for 1 - p would lose the digits of what is small
    const others = best.reduce((sum, q, k) => (k === i ? sum : sum + q), 0);
    best.forEach((q, k) => {
      if (k === i) return;
      const next = others > 0 ? q / others : 1 / (best.length - 1);
      weights[k]! += (1 - share) * p * next;
    });
  });
  return weights;
}
