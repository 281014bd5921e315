// A strategy for worlds that are sampled: at set times it routes, scales, enrolls, mirrors and loads, and now and then writes down what the
// monitor says. What a scrape saw is then in the decisions, and so in what the loops must agree on.
import * as z from "zod";
import type { Monitor, Target } from "../../sim/monitor/types.ts";
import type { Actions, Operator, Plan, Strategy } from "../../sim/strategies/types.ts";
import { weighted } from "../../sim/strategies/weighted.ts";
import { split } from "../../sim/strategies/weights.ts";

const amount = z.number().min(0);
const act = z.union([
  z.strictObject({ at: amount, weight: amount }),
  z.strictObject({ at: amount, pods: amount }),
  z.strictObject({ at: amount, mirror: amount, version: amount, segment: amount.optional() }),
  z.strictObject({ at: amount, enroll: z.literal(true) }),
  z.strictObject({ at: amount, load: amount, target: z.union([amount, z.literal("split")]) }),
]);
type Act = z.output<typeof act>;

const config = z.strictObject({
  looks: z.number().positive().prefault(10),
  acts: z.array(act).prefault([]),
});
type Config = z.output<typeof config>;

export const meddling: Strategy<Config> = {
  type: "meddling",
  summary: "Does this and that, and writes down what it sees.",
  config,
  fleet: "stable",
  versions: 2,
  start(config, plan): Operator {
    const targets: Target[] = ["all", ...plan.versions.keys()];
    const acts = config.acts.toSorted((a, b) => a.at - b.at);
    let done = 0;
    return {
      router: weighted(plan.versions.length, "request"),
      watches: targets.map((target) => ({ target, window: 30, latency: true, labels: true })),
      wake({ at: now }, monitor, actions) {
        for (const target of targets) actions.note(figures(target, monitor));
        for (; done < acts.length && acts[done]!.at <= now; done++)
          meddle(acts[done]!, plan, actions);
        const looks = (Math.floor(now / config.looks) + 1) * config.looks;
        return Math.min(looks > now ? looks : now + config.looks, acts[done]?.at ?? Infinity);
      },
    };
  },
};

function figures(target: Target, monitor: Monitor): string {
  const window = monitor.window(target, 30);
  const { requests, errors, labels, rewards } = window;
  const p99 = window.latency(0.99) ?? "none";
  const shown =
    typeof target === "number" ? JSON.stringify(monitor.exposures(target)) : "everybody";
  return `${String(target)}: ${requests} requests, ${errors} errors, ${labels} labels, ${rewards} rewards, p99 ${p99}, shown ${shown}`;
}

function meddle(what: Act, plan: Plan, act: Actions): void {
  const reason = JSON.stringify(what).replaceAll("null", "none");
  const version = (n: number) => n % plan.versions.length;
  if ("weight" in what) act.route(split(Math.min(1, what.weight), plan), reason);
  else if ("enroll" in what) act.enroll();
  else if ("pods" in what) act.scale(plan.candidate, what.pods, reason);
  else if ("mirror" in what) {
    const segments = what.segment === undefined ? [] : [what.segment % plan.segments.length];
    act.mirror(
      version(what.version),
      Math.min(1, what.mirror),
      reason,
      segments.length === 0 ? undefined : segments,
    );
  } else act.load(what.target === "split" ? "split" : version(what.target), what.load, reason);
}
