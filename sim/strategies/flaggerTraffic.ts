// What a Flagger analysis does to traffic: the canary's weight, the primary's mixture while it is replaced, mirrored copies.
import { percent } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { formOf, shareOf, type Steps } from "./flaggerSteps.ts";
import { meshRouter } from "./meshRouter.ts";
import { deployments, type Deployments } from "./primary.ts";
import type { Actions, Plan, Router } from "./types.ts";
import { weighted, type Assign } from "./weighted.ts";
import { split } from "./weights.ts";

export interface Routing {
  readonly assign: Assign;
  readonly interval: Seconds;
  readonly mirrorWeight: number;
  readonly sessionAffinity: { readonly maxAge: Seconds; readonly primary: boolean } | null;
}

export interface FlaggerTraffic {
  readonly router: Router;
  readonly fleets: Deployments;
  /** The canary's, in percent points of the requests that match. */
  weight(): number;
  mirrored(): boolean;
  /** Gives the canary this weight and ends mirroring; @returns everybody's weights, for the decision that routes */
  to(weight: number, act: Actions): Share[];
  mirror(act: Actions): void;
  /** To be called at every wake: traffic follows the primary's pods while they are replaced. */
  look(monitor: Monitor, act: Actions): void;
}

export function flaggerTraffic(steps: Steps, routing: Routing, plan: Plan): FlaggerTraffic {
  const { id } = plan.versions[plan.candidate]!;
  const fleets = deployments(plan);
  const aimed = aim(steps, routing, plan);
  let weight = 0;
  let mirrored = false;
  let renewed: Share = 0;

  return {
    router: aimed.router,
    fleets,
    weight: () => weight,
    mirrored: () => mirrored,
    to(points, act) {
      if (mirrored) act.mirror(plan.candidate, 0, `no more copies of requests to ${id}`);
      mirrored = false;
      weight = points;
      return aimed.at(shareOf(weight), renewed);
    },
    mirror(act) {
      mirrored = true;
      const share = shareOf(routing.mirrorWeight);
      const what = `copies of ${percent(share)} of the requests to ${id}, its answers thrown away`;
      act.mirror(plan.candidate, share, what);
    },
    look(monitor, act) {
      fleets.look(monitor, act);
      if (fleets.renewed() === renewed) return;
      renewed = fleets.renewed();
      const all = aimed.at(shareOf(weight), renewed);
      const words = () =>
        `${about(all[plan.candidate]!)} of the traffic to ${id}: ${fleets.words()}`;
      act.route(all, words);
    },
  };
}

/** The router, and the weights in force when the canary has so much of what matches and the primary is so far renewed. */
function aim(steps: Steps, { assign, interval, sessionAffinity }: Routing, plan: Plan) {
  const match = steps.match.length === 0 ? null : steps.match;
  const ids = plan.segments.map((segment) => segment.id);
  const matched =
    match === null
      ? 1
      : plan.segments.reduce((sum, { id, share }) => sum + (match.includes(id) ? share : 0), 0);
  const sticky = formOf(steps) === "canary" && match === null ? sessionAffinity : null;
  const shares = (canary: Share, renewed: Share) =>
    split(Math.min(1, renewed + (1 - renewed) * matched * canary), plan);
  if (match === null && sticky === null)
    return { router: weighted(plan.versions.length, assign, plan.stable), at: shares };
  const router = meshRouter(plan, {
    assign,
    match: match === null ? null : match.map((segment) => ids.indexOf(segment)),
    cookies: sticky && { candidate: sticky.maxAge, primary: sticky.primary ? interval : null },
  });
  return {
    router,
    at(canary: Share, renewed: Share) {
      router.aim(canary, renewed);
      return shares(canary, renewed);
    },
  };
}

/** A share made of pods: no more digits than a person reads. */
const about = (share: Share): string => percent(Math.round(share * 1000) / 1000);
