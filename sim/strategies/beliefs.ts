// What the counts of an experiment say of each version's rate: the posterior under a uniform prior.
import type { Belief } from "../results/types.ts";
import { betaBest, type Beta } from "../statistics/betaBest.ts";
import { betaQuantile } from "../statistics/betaQuantile.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import type { Plan } from "./types.ts";

/** A version that takes no part has its prior, and cannot win. */
const OUTSIDE: Belief = { mean: 0.5, low: 0.025, high: 0.975, best: 0 };

/** Beliefs in the order of versions, of an experiment between stable and the candidate. */
export function beliefsOf(
  groups: { readonly stable: Counts; readonly candidate: Counts },
  plan: Plan,
): Belief[] {
  const posteriors = [posterior(groups.stable), posterior(groups.candidate)] as const;
  const best = betaBest(posteriors);
  const [stable, candidate] = posteriors.map((beta, k) => beliefOf(beta, best[k]!));
  return plan.versions.map((_, version) => {
    if (version === plan.stable) return stable!;
    return version === plan.candidate ? candidate! : OUTSIDE;
  });
}

function posterior({ successes, n }: Counts): Beta {
  return { a: 1 + successes, b: 1 + n - successes };
}

function beliefOf(beta: Beta, best: number): Belief {
  return {
    mean: beta.a / (beta.a + beta.b),
    low: betaQuantile(0.025, beta),
    high: betaQuantile(0.975, beta),
    best,
  };
}
