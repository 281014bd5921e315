// Routing as a service mesh does it for a canary: requests that match by a header, cookies that keep a user where they were, and
// a primary that may be a mixture of versions while it is itself being replaced. `weighted` is the router of everything simpler.
import type { Seconds, Share } from "../scenario/types.ts";
import type { Arrival, Plan, Router, VersionIndex } from "./types.ts";
import type { Assign } from "./weighted.ts";

/** Who is kept where they were, and for how long from the answer that set the cookie: it is not set anew meanwhile. */
export interface Cookies {
  /** For those the candidate answered. */
  readonly candidate: Seconds;
  /** For those the primary answered; null sets none, so that they are drawn anew at each request. */
  readonly primary: Seconds | null;
}

export interface MeshRules {
  readonly assign: Assign;
  /** Positions of the segments that may meet the canary; null: all. */
  readonly match: readonly number[] | null;
  readonly cookies: Cookies | null;
}

export interface MeshRouter extends Router {
  /** The canary's part of the requests that match, and the candidate's part of what the primary answers. */
  aim(canary: Share, renewed: Share): void;
}

export function meshRouter(
  plan: Pick<Plan, "stable" | "candidate" | "segments" | "users">,
  { assign, match, cookies }: MeshRules,
): MeshRouter {
  const { stable, candidate } = plan;
  const matched = plan.segments.map((_, segment) => match === null || match.includes(segment));
  // Until when a user's cookie lasts; below 0 it is one of the primary's.
  const until = cookies === null ? null : new Float64Array(plan.users);
  let canary: Share = 0;
  let renewed: Share = 0;

  const primary = (luck: Share): VersionIndex => (luck < renewed ? candidate : stable);
  const keep = (user: number, end: Seconds) => {
    if (until !== null) until[user] = end;
  };

  return {
    learns: false,
    aim(toCanary, ofPrimary) {
      canary = toCanary;
      renewed = ofPrimary;
    },
    pick({ at, user, segment, draw, userDraw }: Arrival): VersionIndex {
      const luck = assign === "user" ? userDraw : draw;
      if (canary === 0 || !matched[segment]) return primary(luck);
      const kept = until?.[user] ?? 0;
      if (kept > at) return candidate;
      const rest = (luck - canary) / (1 - canary);
      if (-kept > at) return primary(luck < canary ? luck / canary : rest);
      if (luck < canary) {
        if (cookies !== null) keep(user, at + cookies.candidate);
        return candidate;
      }
      if (cookies !== null && cookies.primary !== null) keep(user, -(at + cookies.primary));
      return primary(rest);
    },
    ...(cookies === null && {
      shares(segment: number, to: Float64Array) {
        const share = matched[segment] ? canary + (1 - canary) * renewed : renewed;
        to.fill(0);
        to[stable] = 1 - share;
        to[candidate] = share;
        return assign;
      },
    }),
    learn() {},
    setWeights() {}, // `aim` says more
  };
}
