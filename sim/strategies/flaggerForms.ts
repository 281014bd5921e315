// What a good tick does in each of Flagger's forms, until the candidate is to be copied into the primary.
import { percent } from "../judges/wording.ts";
import type { Seconds } from "../scenario/types.ts";
import { advance, lastWeight, nextStep, shareOf, type Form, type Steps } from "./flaggerSteps.ts";
import type { FlaggerTraffic } from "./flaggerTraffic.ts";
import type { Actions } from "./types.ts";
import type { Hooks } from "./webhooks.ts";

export interface Advance {
  /** Whether it has begun: from then on there is something to check. */
  begun(): boolean;
  /** Takes the step of a good tick; @returns whether it was the last, and no gate holds it */
  step(now: Seconds, act: Actions): boolean;
}

interface Parts {
  readonly steps: Steps;
  readonly traffic: FlaggerTraffic;
  readonly hooks: Hooks;
  /** The candidate's. */
  readonly id: string;
}

/** By weights, of all requests or of those that match. */
function canary({ steps, traffic, hooks, id }: Parts): Advance {
  const whose = steps.match.length === 0 ? "traffic" : `traffic of ${steps.match.join(", ")}`;
  return {
    begun: () => traffic.weight() > 0 || traffic.mirrored(),
    step(now, act) {
      if (nextStep(steps, traffic.weight()) <= 0) return false; // never advances, as was announced
      if (!traffic.mirrored() && !hooks.open("confirm-traffic-increase", now, act)) return false;
      if (traffic.weight() >= lastWeight(steps)) return hooks.open("confirm-promotion", now, act);
      if (steps.mirror && traffic.weight() === 0 && !traffic.mirrored()) traffic.mirror(act);
      else {
        const weight = advance(steps, traffic.weight());
        const words = () => `${percent(shareOf(weight))} of the ${whose} to ${id}`;
        act.route(traffic.to(weight, act), words);
      }
      return false;
    },
  };
}

/** By iterations, with those who match on the candidate from the first. */
function abTest({ steps, traffic, hooks, id }: Parts): Advance {
  const whom = steps.match.join(", ");
  let iterations = 0;
  return {
    begun: () => iterations > 0,
    step(now, act) {
      if (iterations === steps.iterations) return hooks.open("confirm-promotion", now, act);
      if (iterations === 0)
        act.route(traffic.to(100, act), `all traffic of ${whom} to ${id}, of others none`);
      iterations++;
      act.note(() => `${whom} on ${id}, iteration ${iterations} of ${steps.iterations}`);
      return false;
    },
  };
}

/** By iterations without live traffic, and one more with all of it. */
function blueGreen({ steps, traffic, hooks, id }: Parts): Advance {
  let iterations = 0;
  return {
    begun: () => iterations > 0,
    step(now, act) {
      if (iterations < steps.iterations) {
        if (steps.mirror && !traffic.mirrored()) traffic.mirror(act);
        iterations++;
        act.note(() => `no live traffic to ${id}, iteration ${iterations} of ${steps.iterations}`);
        return false;
      }
      if (!hooks.open("confirm-promotion", now, act)) return false;
      if (++iterations > steps.iterations + 1) return true;
      if (steps.provider === null) act.route(traffic.to(100, act), `all traffic to ${id}`);
      return false;
    },
  };
}

export const forms: Readonly<Record<Form, (parts: Parts) => Advance>> = {
  canary,
  "A/B": abTest,
  "blue-green": blueGreen,
};
