// A policy picks a version for every request and learns from what comes back; an operator hands on feedback in batches, when
// asked to, and ships the best version once it is sure enough.
import * as z from "zod";
import { count, measuredPercent, percent } from "../judges/wording.ts";
import { policies } from "../policies/index.ts";
import type { Policy } from "../policies/types.ts";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import { ScenarioError, type Problem } from "../scenario/problem.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { positiveDuration, share, wholeIn } from "../scenario/units.ts";
import { betaBest } from "../statistics/betaBest.ts";
import { departures } from "./departures.ts";
import { feedbackBatch, type FeedbackBatch } from "./feedbackBatch.ts";
import type { Spec } from "./spec.ts";
import { refuseTooOften } from "./tooOften.ts";
import type { Actions, Arrival, Feedback, Operator, Plan, Router, Strategy } from "./types.ts";
import { weighted, type Weighted } from "./weighted.ts";
import { allTo } from "./weights.ts";

const DEFAULT = "thompson";

const common = {
  update: z
    .union([z.literal("each"), z.strictObject({ every: positiveDuration })], {
      error: 'expected "each" or {"every": duration}',
    })
    .prefault("each")
    .describe("When the policy learns: from each reward as it arrives, or in batches."),
  stop: z
    .strictObject({
      confidence: share
        .refine((value) => value > 0.5 && value < 1, {
          error: "expected a share above 50% and below 100%",
        })
        .prefault("95%")
        .describe("Ship a version once it is the best with this probability."),
      every: positiveDuration.prefault("1m").describe("How often that is looked at."),
      minimumRequests: wholeIn(0, MAX_REQUESTS)
        .default(1000)
        .describe("Rewards there must be, over all versions, before it may stop."),
    })
    .optional()
    .describe("When to ship the best version; never when left out."),
};

interface BanditConfig {
  readonly policy?: string | undefined;
  readonly update: "each" | { readonly every: Seconds };
  readonly stop?: { confidence: Share; every: Seconds; minimumRequests: number } | undefined;
}

/** A bandit with one policy, whose parameters stand beside its own. */
function withPolicy({ name, summary, config }: (typeof policies)[number]) {
  if (!(config instanceof z.ZodObject))
    throw new Error(`broken invariant: the parameters of policy ${name} are an object`);
  const named = z.literal(name).describe(summary);
  return z.strictObject({
    policy: name === DEFAULT ? named.optional().describe(summary) : named,
    ...common,
    ...config.shape,
  });
}

const [first, ...others] = policies.map(withPolicy);
const config = z.discriminatedUnion("policy", [
  first!,
  ...others,
]) as unknown as z.ZodType<BanditConfig>;

export const bandit: Strategy<BanditConfig> = {
  type: "bandit",
  summary: "A policy picks a version for each request and learns from its reward.",
  config,
  fleet: "all",
  versions: 1,
  start(config: BanditConfig & Spec, plan): Operator {
    const { update, stop } = config;
    refuseTooOften(
      config.id,
      [
        ...(update === "each" ? [] : [{ path: "update.every", every: update.every }]),
        ...(stop === undefined ? [] : [{ path: "stop.every", every: stop.every }]),
      ],
      plan,
    );
    const kind = policies.find(({ name }) => name === (config.policy ?? DEFAULT))!;
    const scope = {
      versions: plan.versions.length,
      segments: plan.segments.length,
      horizon: plan.duration,
    };
    refuse(config.id, kind.problems?.(config, scope) ?? []);
    const policy = kind.create(config, scope, plan.random("policy"));
    const batch = update === "each" ? null : feedbackBatch(config.id);
    const router = new PolicyRouter(policy, plan, batch, stop !== undefined);
    return { router, watches: [], wake: operate(config, plan, router) };
  },
};

/** @throws ScenarioError with everything that only the number of versions shows to be wrong */
function refuse(id: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const said = problems.map(({ path, message }) => `${id}: ${path}: ${message}`);
  throw new ScenarioError(said.map((message) => ({ path: "strategies", message })));
}

/** Asks the policy, until a version is shipped. A class, for the hot path. */
class PolicyRouter implements Router {
  readonly learns = true;
  /** Successes and failures of each version, as fed back. */
  readonly tallies: readonly { successes: number; failures: number }[];
  readonly #policy: Policy;
  readonly #batch: FeedbackBatch | null;
  readonly #shipped: Weighted;
  readonly #counts: boolean;
  #isShipped = false;
  #willUpdate = true;

  constructor(policy: Policy, plan: Plan, batch: FeedbackBatch | null, counts: boolean) {
    this.#policy = policy;
    this.#batch = batch;
    this.#counts = counts;
    this.#shipped = weighted(plan.versions.length, "request", plan.stable);
    this.tallies = plan.versions.map(() => ({ successes: 0, failures: 0 }));
  }

  pick(arrival: Arrival): number {
    return this.#isShipped ? this.#shipped.pick(arrival) : this.#policy.pick(arrival);
  }

  learn(feedback: Feedback): void {
    if (this.#isShipped) return;
    if (this.#counts) {
      const tally = this.tallies[feedback.version]!;
      if (feedback.reward > 0) tally.successes++;
      else tally.failures++;
    }
    if (this.#batch === null) this.#policy.learn(feedback);
    else if (this.#willUpdate) this.#batch.keep(feedback);
  }

  /** The policy learns all that was kept back; what comes after its last update is not kept at all. */
  update(isLast: boolean): void {
    this.#batch?.release((feedback) => this.#policy.learn(feedback));
    this.#willUpdate = !isLast;
  }

  setWeights(weights: readonly Share[]): void {
    this.#isShipped = true;
    this.#shipped.setWeights(weights);
  }
}

function operate(
  { update, stop }: BanditConfig,
  plan: Plan,
  router: PolicyRouter,
): Operator["wake"] {
  const leaving = departures(plan);
  const updates = every(update === "each" ? Infinity : update.every);
  const looks = every(stop?.every ?? Infinity);
  let judged = 0; // rewards there were when it last looked
  let over = false;

  const look = (now: Seconds, act: Actions) => {
    const seen = router.tallies.reduce(
      (sum, { successes, failures }) => sum + successes + failures,
      0,
    );
    if (seen < stop!.minimumRequests || seen === judged) return;
    judged = seen;
    const chances = betaBest(
      router.tallies.map(({ successes, failures }) => ({ a: 1 + successes, b: 1 + failures })),
    );
    const best = chances.reduce((top, chance, v) => (chance > chances[top]! ? v : top), 0);
    if (chances[best]! < stop!.confidence) return;
    over = true;
    const reason = `${plan.versions[best]!.id} is the best with probability ${measuredPercent(chances[best]!, 1e4, stop!.confidence)}, wanted ${percent(stop!.confidence)}: ${rates(plan, router)}`;
    act[best === plan.stable ? "rollback" : "promote"](reason, allTo(best, plan));
    plan.versions.forEach((_, version) => {
      if (version !== best) leaving.schedule(version, now);
    });
  };

  return ({ at: now }, _monitor, act) => {
    leaving.look(now, act);
    if (!over && (now === 0 || updates.due(now))) router.update(updates.next > plan.duration);
    if (!over && looks.due(now)) look(now, act);
    return over ? leaving.due : Math.min(updates.next, looks.next);
  };
}

/** The moments `interval`, 2 `interval` ...: products, so that they do not drift. */
function every(interval: Seconds) {
  let times = 1;
  return {
    get next() {
      return times * interval;
    },
    due(now: Seconds): boolean {
      if (now < times * interval) return false;
      while (times * interval <= now) times++;
      return true;
    },
  };
}

/** "stable 99.1% of 12,000, candidate 99.5% of 30,000" */
function rates(plan: Plan, { tallies }: PolicyRouter): string {
  return tallies
    .map(({ successes, failures }, version) => {
      const n = successes + failures;
      const { id } = plan.versions[version]!;
      return n === 0
        ? `${id} not tried`
        : `${id} ${measuredPercent(successes / n, n)} of ${count(n)}`;
    })
    .join(", ");
}
