// What Flagger will do, tick by tick, as long as nothing fails.
import type { CheckConfig } from "../judges/check.ts";
import { measuredPercent, plural } from "../judges/wording.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { formOf, intervalsToSuccess, shareOf, weightsOf, type Steps } from "./flaggerSteps.ts";
import type { Measured, Outline } from "./outline.ts";
import type { Person } from "./spec.ts";
import type { Plan } from "./types.ts";
import type { Webhook } from "./webhooks.ts";

export interface Outlined {
  readonly at: Seconds;
  readonly interval: Seconds;
  readonly threshold: number;
  readonly skipAnalysis: boolean;
  readonly steps: Steps;
  readonly metrics: readonly CheckConfig[];
  readonly webhooks: readonly Webhook[];
  readonly mirrorWeight: number;
  readonly operator: Person | null;
  /** What it says of itself before it starts. */
  readonly announced: readonly string[];
}

/** More ticks than anybody reads of. */
const MOST = 2000;

export function flaggerOutline(outlined: Outlined, plan: Plan): Outline {
  const { at, interval, threshold, steps, skipAnalysis, metrics } = outlined;
  const tick = (n: number) => at + n * interval;
  const intervals = intervalsToSuccess(steps);
  const live = liveWeights(steps, plan);
  const checks = skipAnalysis ? 0 : Math.min(MOST, checkTicks(steps));
  const moments = Array.from({ length: checks }, (_, i) => tick(2 + i));
  return {
    weights: [
      ...live.map(({ tick: n, share }) => ({ at: tick(n), share })),
      ...(intervals === undefined ? [] : [{ at: tick(intervals - 1), share: 1 }]),
    ],
    failing: live.slice(0, 1).map(({ tick: n, share }) => ({ at: tick(n), share })),
    checks: metrics.map((check): Measured => ({
      check: { ...check, noData: check.noData === "pass" ? "pass" : "fail" },
      at: moments,
      failures: null,
    })),
    abortsAt:
      skipAnalysis || metrics.length === 0 || intervals === undefined ? null : tick(threshold + 2),
    endsAt: intervals === undefined ? null : tick(intervals),
    waits: closed(outlined),
    synthetic: loadTo("candidate", outlined.webhooks),
    syntheticSplit: loadTo("split", outlined.webhooks),
    mirrored: steps.mirror && formOf(steps) === "blue-green" ? shareOf(outlined.mirrorWeight) : 0,
    said: [
      ...outlined.announced,
      ...(skipAnalysis || metrics.length === 0 ? [] : odds(threshold, checks)),
    ],
  };
}

/** Gates that nobody is said to open. */
function closed({ webhooks, operator }: Outlined): string[] {
  if (operator !== null) return [];
  return webhooks.flatMap((hook) =>
    hook.type === "gate" && hook.opens === undefined ? [`the ${hook.name ?? hook.on} gate`] : [],
  );
}

const loadTo = (target: string, webhooks: readonly Webhook[]): number =>
  webhooks.reduce(
    (sum, hook) => sum + (hook.type === "load" && hook.target === target ? hook.rate : 0),
    0,
  );

/** Ticks that measure, every one passing: from the second to the one that promotes. */
function checkTicks(steps: Steps): number {
  const form = formOf(steps);
  if (form === "canary") return (weightsOf(steps) ?? []).length + (steps.mirror ? 1 : 0);
  return form === "A/B" ? steps.iterations : steps.iterations + 1;
}

/** The candidate's live shares, and the ticks they begin at. */
function liveWeights(steps: Steps, plan: Plan): { tick: number; share: Share }[] {
  const matched =
    steps.match.length === 0
      ? 1
      : plan.segments.reduce(
          (sum, { id, share }) => sum + (steps.match.includes(id) ? share : 0),
          0,
        );
  switch (formOf(steps)) {
    case "canary":
      return (weightsOf(steps) ?? []).map((points, i) => ({
        tick: 1 + i + (steps.mirror ? 1 : 0),
        share: shareOf(points) * matched,
      }));
    case "A/B":
      return [{ tick: 1, share: matched }];
    case "blue-green":
      return steps.provider === null ? [{ tick: steps.iterations + 1, share: 1 }] : [];
  }
}

/**
 * A failed check only holds the rollout, so that many may fail before it is promoted.
 * With a threshold of 15 and 5 checks to pass, one that fails every second check is promoted 99% of the time.
 */
function odds(threshold: number, passes: number): string[] {
  if (threshold <= passes || passes === 0) return [];
  const promoted = passesFirst(passes, threshold, 0.5);
  return [
    `${plural(passes, "passed check")} promote, ${threshold} failed ones roll back: a candidate that fails every second check is promoted ${measuredPercent(promoted, 100)} of the time`,
  ];
}

/** P(so many passes come before so many failures), each check passing with chance `p`. */
export function passesFirst(passes: number, failures: number, p: Share): Share {
  // chances[i]: of being at i passes, with the failures so far.
  let chances = [1, ...Array.from({ length: passes }, () => 0)];
  let won = 0;
  for (let failed = 0; failed < failures; failed++) {
    for (let i = 0; i < passes; i++) chances[i + 1] = chances[i + 1]! + chances[i]! * p;
    won += chances[passes]!;
    chances = [...chances.slice(0, passes).map((chance) => chance * (1 - p)), 0];
  }
  return won;
}
