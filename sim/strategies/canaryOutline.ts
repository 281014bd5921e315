// What a canary will do, step by step, as long as nothing fails.
import type { CheckConfig } from "../judges/check.ts";
import { percent, plural } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import type { CanaryConfig } from "./canary.ts";
import type { Step } from "./canarySteps.ts";
import {
  completes,
  earliestAbort,
  letGo,
  measured,
  type Measured,
  type Outline,
} from "./outline.ts";
import { bounds, podsFor } from "./replicas.ts";
import type { Spec } from "./spec.ts";
import type { Plan } from "./types.ts";

/** When each step begins and what it brings about; steps that are never reached are left out. */
interface Course {
  readonly starts: readonly Seconds[];
  readonly weights: { at: Seconds; share: Share }[];
  readonly checks: Measured[];
  readonly waits: string[];
  readonly said: string[];
  readonly endsAt: Seconds | null;
}

export function canaryOutline(config: CanaryConfig & Spec, plan: Plan): Outline {
  const course = walk(config, plan);
  const until = course.endsAt ?? Infinity;
  const beside = [{ ...config, name: undefined }, ...config.analysis].flatMap(
    ({ startingStep, checks }) => {
      const from = course.starts[startingStep];
      return checks.map((check) => measured(check, from ?? Infinity, until));
    },
  );
  const checks = [...course.checks, ...beside];
  return { ...course, checks, abortsAt: earliestAbort(checks), synthetic: 0, mirrored: 0 };
}

function walk(config: CanaryConfig & Spec, plan: Plan): Course {
  const { steps, operator, minReady, routing } = config;
  const pods = plan.versions[plan.candidate]!.pods;
  const reach = pods === null ? 0 : pods.startup + minReady;
  const starts: Seconds[] = [];
  const course = { starts, weights: [], checks: [], waits: [], said: [] } as Omit<Course, "endsAt">;
  let running = 0;
  let now: Seconds | null = config.at;
  /** Weights wait for the pods they need. */
  const to = (weight: Share, at: Seconds, step: number): Seconds => {
    const needs = podsNeeded(weight, config, plan);
    const there = at + (needs > running ? reach : 0);
    running = needs;
    const share = routing === "pods" ? byPods(weight, config, plan) : weight;
    if (Math.abs(share - weight) > 0.005)
      course.said.push(
        `step ${step}: setWeight ${percent(weight)} is ${plural(needs, "pod")} of ${Math.round(needs / share)}, really ${percent(Math.round(share * 1000) / 1000)}, for nothing but pods splits the traffic`,
      );
    course.weights.push({ at: there, share });
    return there;
  };
  for (const [i, step] of steps.entries()) {
    if (now === null) break;
    starts.push(now);
    if (step.kind === "setWeight") now = to(step.weight, now, i);
    else if (step.kind === "pause" && step.for === null) {
      const until = letGo(operator, now);
      if (until === null) course.waits.push(`step ${i}`);
      now = until;
    } else now += takes(step, i, now, course.checks);
  }
  if (now !== null) {
    starts.push(now);
    now = to(1, now, steps.length);
  }
  return { ...course, endsAt: now };
}

/** How long a step takes that changes no weight; its checks are told. */
function takes(step: Step, index: number, now: Seconds, told: Measured[]): Seconds {
  const ends = (checks: readonly CheckConfig[], until: Seconds) => {
    for (const check of checks)
      told.push({ ...measured(check, now, until), where: `step ${index}` });
    return Math.max(0, ...checks.map((check) => Math.min(until, completes(check, now)) - now));
  };
  switch (step.kind) {
    case "pause":
      return step.for ?? 0;
    case "analysis":
      return ends(step.checks, Infinity);
    case "experiment": {
      const { checks, duration: lasts, requiredForCompletion } = step.experiment;
      const checked = ends(checks, now + (lasts ?? Infinity));
      return requiredForCompletion ? checked : (lasts ?? checked);
    }
    default:
      return 0;
  }
}

function podsNeeded(weight: Share, config: CanaryConfig, plan: Plan): number {
  const pods = plan.versions[plan.candidate]!.pods;
  const count = pods?.count ?? 10;
  if (config.routing === "pods") return split(weight, count, config).candidate;
  return weight === 0 ? 0 : Math.max(config.minPods, Math.ceil(weight * count - 1e-9));
}

function byPods(weight: Share, config: CanaryConfig, plan: Plan): Share {
  const count = plan.versions[plan.candidate]!.pods?.count ?? 10;
  const { candidate, stable } = split(weight, count, config);
  return candidate / (candidate + stable);
}

function split(weight: Share, count: number, { maxSurge, maxUnavailable }: CanaryConfig) {
  const { most } = bounds(count, maxSurge, maxUnavailable);
  return podsFor(weight, count, most > count);
}
