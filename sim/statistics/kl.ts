// How far one proportion is from another, in nats: the Kullback-Leibler divergence of Bernoulli variables.
import { exp, ln } from "../random/math.ts";

/** p ln(p / q), and 0 for what never happens. */
const term = (p: number, q: number): number => (p === 0 ? 0 : p * ln(p / q));

/**
 * kl(p, q) = p ln(p / q) + (1 - p) ln((1 - p) / (1 - q)), in [0, Infinity]: Infinity when q is 0 or 1 and p is not.
 * @param p  in [0, 1], and q too
 * Source: Kullback & Leibler 1951, On information and sufficiency.
 */
export function kl(p: number, q: number): number {
  return term(p, q) + term(1 - p, 1 - q);
}

/**
 * The largest q with kl(p, q) <= divergence: the divergence at q is that within 1e-14, or q is 1.
 * kl(p, .) is convex from p on, and so Newton's method comes down to the root from any bound above it: here Pinsker's,
 * kl >= 2 (q - p)^2, or the one that forgets the term p ln(p / q) where that is nearer.
 * @param p           in [0, 1]
 * @param divergence  nats, at least 0
 * Source: Garivier & Cappe 2011, The KL-UCB algorithm for bounded stochastic bandits and beyond, 2; Pinsker's inequality as in
 * Bubeck & Cesa-Bianchi 2012, 2.2.
 */
export function klUpper(p: number, divergence: number): number {
  if (p >= 1) return 1;
  if (p <= 0) return 1 - exp(-divergence);
  const rest = 1 - p;
  const negentropy = p * ln(p) + rest * ln(rest);
  const most = 1 - exp((negentropy - divergence) / rest); // the term left out is at least p ln p
  let q = Math.min(p + Math.sqrt(divergence / 2), most);
  for (;;) {
    const over = negentropy - p * ln(q) - rest * ln(1 - q) - divergence;
    const slope = (q - p) / (q * (1 - q));
    const next = q - over / slope;
    if (!(next < q) || !(next > p)) return q;
    q = next;
  }
}
