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
  weights[plan.stable] = 1 - candidate;
  weights[plan.candidate] = candidate;
  return weights;
}

export function nobody(plan: Pick<Plan, "versions">): Share[] {
  return plan.versions.map(() => 0);
}
