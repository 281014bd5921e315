// A strategy that does what a test says. A test file hangs it into the list of strategies by mocking that file.
import * as z from "zod";
import type { Monitor, Watch } from "../sim/monitor/types.ts";
import type { Evidence } from "../sim/results/types.ts";
import type { Seconds } from "../sim/scenario/types.ts";
import type { Actions, Operator, Plan, Router, Strategy, Wake } from "../sim/strategies/types.ts";
import { weighted } from "../sim/strategies/weighted.ts";

interface Script {
  readonly router?: Router;
  readonly watches?: readonly Watch[];
  evidence?(): Evidence;
  /** @returns when to be woken next; never when it returns nothing */
  wake(why: Wake, monitor: Monitor, act: Actions): Seconds | void;
}
export type Start = (plan: Plan) => Script;

export const scripted: Strategy<{ readonly start?: Start }> = {
  type: "scripted",
  summary: "Does what a test says.",
  config: z.strictObject({}), // a test writes its script into the scenario that was read
  fleet: "stable",
  versions: 1,
  start({ start }, plan): Operator {
    const script = start!(plan);
    return {
      router: script.router ?? weighted(plan.versions.length, "request"),
      watches: script.watches ?? [],
      wake: (...args) => script.wake(...args) ?? Infinity,
      ...(script.evidence !== undefined && { evidence: () => script.evidence!() }),
    };
  },
};
