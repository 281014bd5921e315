// The steps of a canary, as in an Argo Rollouts manifest: each an object of one key.
import * as z from "zod";
import { checks, type CheckConfig } from "../judges/check.ts";
import { MAX_PODS, MAX_SEGMENTS } from "../scenario/limits.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { duration, id, percentPoints, share, wholeIn } from "../scenario/units.ts";
import type { Experiment } from "./experiment.ts";
import type { Scale } from "./lever.ts";
import type { HeaderRoute, MirrorRoute } from "./routes.ts";

export type Step =
  | { readonly kind: "setWeight"; readonly weight: Share }
  /** null waits for a person. */
  | { readonly kind: "pause"; readonly for: Seconds | null }
  | { readonly kind: "analysis"; readonly checks: readonly CheckConfig[] }
  | { readonly kind: "setScale"; readonly scale: Scale }
  | { readonly kind: "experiment"; readonly experiment: Experiment }
  | { readonly kind: "setHeaderRoute"; readonly route: HeaderRoute }
  | { readonly kind: "setMirrorRoute"; readonly route: MirrorRoute };

const MOST_STEPS = 1000;
const MOST_TEMPLATES = 20;

const forAPerson = z.null();

/** As a manifest has it: `{}`, or `{duration}`. */
const asInArgo = z
  .strictObject({ duration: duration.optional().describe("Left out, it waits for a person.") })
  .transform(({ duration: seconds }) => seconds ?? null);

const scale = z.union(
  [
    z.literal("matchWeight"),
    z.strictObject({ pods: wholeIn(0, MAX_PODS).describe("So many pods.") }),
    z.strictObject({ share }),
  ],
  { error: 'expected {"pods": n}, {"share": s} or "matchWeight"' },
);

const setWeight = z
  .strictObject({
    setWeight: percentPoints.describe("The candidate's part of the traffic, in percent points."),
  })
  .transform(({ setWeight }): Step => ({ kind: "setWeight", weight: setWeight / 100 }));

const pause = z
  .strictObject({
    pause: z
      .union([duration, forAPerson, asInArgo], {
        error: 'expected a duration like "5m", or {} to wait for a person',
      })
      .describe("How long to stand still; {} or null waits for a person."),
  })
  .transform(({ pause }): Step => ({ kind: "pause", for: pause }));

const analysis = z
  .strictObject({
    analysis: z
      .strictObject({ checks: checks(1).min(1).describe("What is checked.") })
      .describe("Checks to wait for; only all of them passing goes on."),
  })
  .transform(({ analysis }): Step => ({ kind: "analysis", checks: analysis.checks }));

const setScale = z
  .strictObject({
    setScale: scale.describe("The candidate's pods, apart from its weight, until `matchWeight`."),
  })
  .transform(({ setScale }): Step => ({ kind: "setScale", scale: setScale }));

/** `setScale` as a manifest has it. */
const setCanaryScale = z
  .strictObject({
    setCanaryScale: z
      .union(
        [
          z
            .strictObject({ replicas: wholeIn(0, MAX_PODS).describe("So many pods.") })
            .transform(({ replicas }): Scale => ({ pods: replicas })),
          z
            .strictObject({ weight: percentPoints.describe("Pods for so much of the traffic.") })
            .transform(({ weight }): Scale => ({ share: weight / 100 })),
          z
            .strictObject({ matchTrafficWeight: z.literal(true).describe("As the weight has it.") })
            .transform((): Scale => "matchWeight"),
        ],
        {
          error:
            'expected {"replicas": n}, {"weight": percent points} or {"matchTrafficWeight": true}',
        },
      )
      .describe("`setScale` in Argo's words."),
  })
  .transform(({ setCanaryScale }): Step => ({ kind: "setScale", scale: setCanaryScale }));

const template = z
  .strictObject({
    name: z.string().min(1).max(100).describe("What it is called."),
    version: z.enum(["stable", "candidate"]).describe("Whose pods."),
    pods: wholeIn(1, MAX_PODS).default(1).describe("How many, beside the rollout's own."),
    weight: percentPoints
      .default(0)
      .describe("Percent points of the traffic they get, beside the candidate's weight."),
  })
  .transform(({ weight, ...rest }) => ({ ...rest, weight: weight / 100 }));

const experiment = z
  .strictObject({
    experiment: z
      .strictObject({
        duration: duration
          .optional()
          .describe("How long, from when its pods are available; left out: until its checks pass."),
        templates: z.array(template).min(1).max(MOST_TEMPLATES).describe("The pods it starts."),
        checks: checks(null)
          .prefault([])
          .describe("Checked while it runs; one that fails aborts the rollout."),
        requiredForCompletion: z
          .boolean()
          .optional()
          .describe(
            "Whether it ends as soon as its checks have passed; without a duration it does.",
          ),
      })
      .refine(({ duration, checks }) => duration !== undefined || checks.length > 0, {
        path: ["duration"],
        error: "expected a duration, or checks: it would never end",
      })
      .describe("Pods of both versions beside the rollout's own for a while, to compare them."),
  })
  .transform(({ experiment: { duration, requiredForCompletion, ...rest } }): Step => {
    const ends = requiredForCompletion ?? duration === undefined;
    return {
      kind: "experiment",
      experiment: { ...rest, duration: duration ?? null, requiredForCompletion: ends },
    };
  });

const routeName = z.string().min(1).max(253).describe("The route's name.");
const segments = z.array(id).max(MAX_SEGMENTS);

const setHeaderRoute = z
  .strictObject({
    setHeaderRoute: z
      .strictObject({
        name: routeName,
        match: segments.optional().describe("Whose requests, by segment; none removes the route."),
      })
      .describe("All requests of some segments to the candidate, whatever the weight."),
  })
  .transform(({ setHeaderRoute: { name, match = [] } }): Step => {
    const route = { name, match: match.length === 0 ? null : match };
    return { kind: "setHeaderRoute", route };
  });

const setMirrorRoute = z
  .strictObject({
    setMirrorRoute: z
      .strictObject({
        name: routeName,
        match: z
          .union([z.literal("all"), segments], { error: 'expected "all" or a list of segments' })
          .optional()
          .describe("Whose requests, by segment; none removes the route."),
        percentage: percentPoints
          .default(100)
          .describe("Percent points of these requests that are copied."),
      })
      .describe("Requests copied to the candidate; nobody gets the answers."),
  })
  .transform(({ setMirrorRoute: { name, match = [], percentage } }): Step => {
    const route = { name, match: match.length === 0 ? null : match, share: percentage / 100 };
    return { kind: "setMirrorRoute", route };
  });

const step = z
  .union([
    setWeight,
    pause,
    analysis,
    setScale,
    setCanaryScale,
    experiment,
    setHeaderRoute,
    setMirrorRoute,
  ])
  .meta({ id: "canaryStep" });

export const steps = z.array(step).max(MOST_STEPS);
