// Flagger: a controller that looks once an interval, and takes one step each time all is well. Its four forms (canary by weights,
// A/B by matched segments, blue-green by iterations, mirroring) are one machine of ticks: flaggerTick.ts.
import * as z from "zod";
import { gates, watches } from "../judges/analysis.ts";
import { type CheckConfig, checks } from "../judges/check.ts";
import type { Seconds } from "../scenario/types.ts";
import { duration, id, percentPoints, wholeIn } from "../scenario/units.ts";
import { announcement } from "./flaggerAnnouncement.ts";
import { withWindow, metricChecks } from "./flaggerMetrics.ts";
import { flaggerOutline } from "./flaggerOutline.ts";
import { onProvider, type Steps } from "./flaggerSteps.ts";
import { ticking } from "./flaggerTick.ts";
import { flaggerTraffic } from "./flaggerTraffic.ts";
import { rhythmOf } from "./rhythm.ts";
import { assignedBy, at, type Spec } from "./spec.ts";
import { refuseChecksTooOften, refuseTooMuchLoad, refuseTooOften } from "./tooOften.ts";
import type { Operator, Plan, Strategy } from "./types.ts";
import { hooks, loadOf, webhooks } from "./webhooks.ts";
import { COPIES } from "./tellingApart.ts";

const MOST = 10_000;
/** A shorter interval is as long. */
const LEAST_INTERVAL: Seconds = 10;

const config = z.strictObject({
  at,
  interval: duration
    .prefault("1m")
    .describe("From one tick to the next; less than 10s is 10s, as in Flagger."),
  threshold: wholeIn(0, MOST)
    .default(5)
    .describe("Failed checks, over the whole run, that roll back at the next tick; 0 is 1."),
  stepWeight: percentPoints
    .optional()
    .describe("Added to the weight at each good tick, percent points; 10 without stepWeights."),
  stepWeights: z
    .array(percentPoints)
    .min(1)
    .max(1000)
    .optional()
    .describe("The weights one by one; the last is the greatest, whatever maxWeight says."),
  maxWeight: percentPoints
    .default(50)
    .describe("The weight from which the candidate is promoted; a step may go past it."),
  iterations: wholeIn(0, MOST)
    .default(0)
    .describe(
      "Good ticks before the promotion, instead of weights: A/B with match, else blue-green.",
    ),
  match: z
    .array(id)
    .max(64)
    .prefault([])
    .describe("Segments that may meet the candidate, as matched by a header; all when empty."),
  mirror: z
    .boolean()
    .default(false)
    .describe("Copy requests to the candidate first: for one tick, or for all iterations."),
  mirrorWeight: percentPoints.default(100).describe("Part of the requests that is copied."),
  stepWeightPromotion: percentPoints
    .default(0)
    .describe("Steps in which traffic goes back to the primary after the copy; 0 is all at once."),
  skipAnalysis: z.boolean().default(false).describe("Promote as soon as the canary is ready."),
  sessionAffinity: z
    .strictObject({
      maxAge: duration.prefault("1d").describe("How long a user the candidate answered stays."),
      primary: z
        .boolean()
        .default(false)
        .describe("Whether those the primary answered stay, too, for an interval."),
    })
    .optional()
    .describe(
      "Cookies that keep users where they were, so that live traffic drifts past the weight.",
    ),
  provider: z
    .enum(["mesh", "kubernetes"])
    .default("mesh")
    .describe("What routes; `kubernetes` routes nothing, and is always blue-green."),
  progressDeadline: duration
    .prefault("10m")
    .describe("A canary, or a primary, that is not ready after more than this rolls back."),
  metrics: checks(null)
    .prefault([{ metric: "successRate", min: "99%", window: "1m" }])
    .describe("Checked at each tick, in order, until one fails; `window` is 1m by default."),
  webhooks: webhooks.describe("Hooks: tests, gates that hold, load generators."),
  assign: assignedBy("request"),
});
type FlaggerConfig = z.output<typeof config>;

export const flagger: Strategy<FlaggerConfig> = {
  type: "flagger",
  summary: "Takes one step at each good tick, and goes back after too many bad ones (Flagger).",
  config,
  fleet: "stable",
  versions: 2,
  start: (config: FlaggerConfig & Spec, plan) => operate(settled(config), plan),
  outline: (config: FlaggerConfig & Spec, plan) => flaggerOutline(settled(config), plan),
};

/** What a config comes to, whatever it is run on. */
interface Settled extends FlaggerConfig, Spec {
  readonly steps: Steps;
  readonly announced: readonly string[];
  /** Its checks as often as they are measured: at each tick. */
  readonly ofTicks: readonly CheckConfig[];
}

/** By config: the same in every run of thousands. */
const known = new WeakMap<FlaggerConfig, Settled>();

function settled(config: FlaggerConfig & Spec): Settled {
  const before = known.get(config);
  if (before !== undefined) return before;
  const interval = Math.max(config.interval, LEAST_INTERVAL);
  const threshold = Math.max(config.threshold, 1);
  const metrics = config.metrics.map(withWindow);
  const steps = stepsOf(config);
  const held = { ...config, interval, threshold, metrics, steps };
  const ofTicks = metrics.map((check) => ({ ...check, every: interval, count: null }));
  const all = { ...held, announced: announcement(held, steps), ofTicks };
  known.set(config, all);
  return all;
}

function stepsOf(config: FlaggerConfig): Steps {
  const { stepWeights = [], provider } = config;
  const stepWeight = config.stepWeight ?? (stepWeights.length > 0 ? 0 : 10);
  const kubernetes = provider === "kubernetes" ? provider : null;
  return onProvider({ ...config, stepWeight, stepWeights, provider: kubernetes });
}

function operate(config: Settled, plan: Plan): Operator {
  const { at, interval, steps, sessionAffinity = null } = config;
  refuseTooOften(config.id, [{ path: "interval", every: interval }], plan);
  refuseChecksTooOften(config.id, [{ path: "metrics", checks: config.ofTicks }], plan);
  refuseTooMuchLoad(config.id, loadOf(config.webhooks), Math.max(plan.duration - at, 0));
  const metrics = gates(config.metrics, plan);
  const traffic = flaggerTraffic(steps, { ...config, sessionAffinity }, plan);
  const calls = hooks(config.webhooks, config, plan);
  const tick = ticking(config, plan, traffic, calls, metricChecks(metrics));
  let ticks = 0;
  let over = false;
  const due = () => (over ? Infinity : at + ticks * interval);
  return {
    router: traffic.router,
    watches: watches(metrics),
    rhythm: rhythmOf([at, interval]),
    ...(steps.mirror && { tellsApart: COPIES }),
    wake({ at: now }, monitor, act) {
      traffic.look(monitor, act);
      if (now < due()) return due();
      over = !tick(now, monitor, act);
      ticks++;
      traffic.look(monitor, act); // a copy begins at once
      return due();
    },
  };
}
