// Shares of traffic in the order of versions. All zeros: nobody serves.
import type { Share } from "../scenario/types.ts";
import type { Plan, VersionIndex } from "./types.ts";

export function allTo(version: VersionIndex, plan: Pick<Plan, "versions">): Share[] {
  return plan.versions.map((_, v) => (v === version ? 1 : 0));
}

/** The candidate's share, and the rest to stable. */
export function split(
  candidate: Share,
  plan: Pick<Plan, "versions" | "stable" | "candidate">,
): Share[] {
  const weights = allTo(plan.stable, plan);
  weights[plan.stable] = rest(candidate);
  weights[plan.candidate] = candidate;
  return weights;
}

/** 1 - share as a person would write it where that is as good: 0.1, and not 0.09999999999999998. */
function rest(share: Share): Share {
  const short = Math.round((1 - share) * 1e12) / 1e12;
  return short + share === 1 ? short : 1 - share;
}

export function nobody(plan: Pick<Plan, "versions">): Share[] {
  return plan.versions.map(() => 0);
}
