// How a Flagger rollout ends: back to the old version, or copied into the primary and then brought back to it, unchecked.
import { percent, textOf } from "../judges/wording.ts";
import type { Sentence } from "../results/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { shareOf, type Steps } from "./flaggerSteps.ts";
import type { FlaggerTraffic } from "./flaggerTraffic.ts";
import type { Actions } from "./types.ts";
import type { Hooks } from "./webhooks.ts";

export interface Ends {
  rollBack(reason: Sentence, act: Actions): void;
  /** The primary's pods are replaced from now on. */
  copy(now: Seconds, why: Sentence, act: Actions): void;
  /** Traffic goes back to the primary, which is the new version by now; @returns whether all of it has */
  bringBack(act: Actions): boolean;
  succeed(reason: Sentence, act: Actions, weights?: readonly Share[]): void;
}

/** @param id  the candidate's */
export function ends(steps: Steps, traffic: FlaggerTraffic, hooks: Hooks, id: string): Ends {
  const { fleets } = traffic;
  const over = (act: Actions) => {
    fleets.scaleCanary("none", () => `the canary of ${id} is scaled down`, act);
    const failed = hooks.call("post-rollout", act);
    if (failed !== undefined) act.note(`${failed}, which changes nothing any more`);
  };
  return {
    rollBack(reason, act) {
      hooks.rest(act);
      act.rollback(reason, traffic.to(0, act));
      over(act);
    },
    copy(now, why, act) {
      const copied = `${id} is copied to the primary, whose pods are replaced without a check`;
      act.note(() => `${textOf(why)}: ${copied}`);
      fleets.copy(now);
    },
    bringBack(act) {
      hooks.rest(act);
      const { stepWeightPromotion, provider } = steps;
      const atOnce = provider !== null || stepWeightPromotion === 0;
      const left = atOnce ? 0 : Math.max(0, round(traffic.weight() - stepWeightPromotion));
      const what = () =>
        provider === null
          ? `${percent(shareOf(100 - left))} of the traffic to the primary, by now ${id}`
          : `the primary is ready, by now ${id}: nothing is routed`;
      act.route(traffic.to(left, act), what);
      return left === 0;
    },
    succeed(reason, act, weights) {
      act.promote(reason, weights);
      over(act);
    },
  };
}

/** Without the dust of subtracting decimals. */
const round = (points: number): number => Number(points.toPrecision(12));
