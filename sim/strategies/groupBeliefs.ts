// What the counts of an experiment say of each version's rate: the posterior under a uniform prior.
import type { Belief } from "../results/types.ts";
import { betaPosterior } from "../statistics/betaPosterior.ts";
import type { Counts } from "../statistics/twoProportions.ts";
import { betaBeliefs } from "./betaBeliefs.ts";
import type { Plan } from "./types.ts";

/** A version that takes no part has its prior, and cannot win. */
const OUTSIDE: Belief = { mean: 0.5, low: 0.025, high: 0.975, best: 0 };

/** @returns beliefs in the order of versions, of an experiment between stable and the candidate; it remembers the last ones */
export function groupBeliefs(
  plan: Plan,
): (groups: { readonly stable: Counts; readonly candidate: Counts }) => readonly Belief[] {
  const beliefs = betaBeliefs();
  return (groups) => {
    const [stable, candidate] = beliefs([
      betaPosterior(groups.stable),
      betaPosterior(groups.candidate),
    ]);
    return plan.versions.map((_, version) => {
      if (version === plan.stable) return stable!;
      return version === plan.candidate ? candidate! : OUTSIDE;
    });
  };
}
