// Which of several independent variables is the largest?
import type { Nodes } from "./quadrature.ts";

/**
 * The probability that each is the largest: P(k is best) = integral of f_k(x) prod_{j != k} F_j(x) dx.
 * @returns probabilities in [0, 1], scaled to sum to 1, in the order of the densities
 */
export function best({ length, density, below }: Nodes): number[] {
  const sums = density.map(() => 0);
  const after = new Float64Array(density.length + 1); // products of the distributions from k on
  for (let i = 0; i < length.length; i++) {
    after[density.length] = 1;
    for (let k = density.length - 1; k >= 0; k--) after[k] = after[k + 1]! * below[k]![i]!;
    let before = length[i]!;
    for (let k = 0; k < sums.length; k++) {
      sums[k]! += before * density[k]![i]! * after[k + 1]!;
      before *= below[k]![i]!;
    }
  }
  const chances = sums.map((p) => Math.max(0, p)); // rounding leaves some 1e-14 on either side of none
  const sum = chances.reduce((a, b) => a + b, 0);
  return chances.map((p) => p / sum);
}
