// A policy picks a version for every request and learns from what comes back; an operator hands on feedback in batches, when
// asked to, and ships the best version once it is sure enough.
import * as z from "zod";
import { policies } from "../policies/index.ts";
import type { Policy } from "../policies/types.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { positiveDuration } from "../scenario/units.ts";
import {
  posteriorOf,
  stopConfig,
  type StopConfig,
  type Stopping,
  stopping,
  type Tally,
} from "./banditStop.ts";
import { betaBeliefs } from "./betaBeliefs.ts";
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
  stop: stopConfig.optional().describe("When to ship the best version; never when left out."),
};

interface BanditConfig {
  readonly policy?: string | undefined;
  readonly update: "each" | { readonly every: Seconds };
  readonly stop?: StopConfig | undefined;
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
  problems: (config, versions) => kindOf(config).problems?.(config, versions) ?? [],
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
    const scope = {
      versions: plan.versions.length,
      segments: plan.segments.length,
      horizon: plan.duration,
    };
    const policy = kindOf(config).create(config, scope, plan.random("policy"));
    const batch = update === "each" ? null : feedbackBatch(config.id);
    const counts = stop !== undefined || policy.beliefs === undefined;
    const router = new PolicyRouter(policy, plan, batch, counts);
    const end = stop === undefined ? null : stopping(stop, plan);
    const believes = betaBeliefs();
    return {
      router,
      watches: [],
      wake: operate(config, plan, router, end),
      evidence: () => ({
        beliefs: believes(policy.beliefs?.() ?? router.tallies.map(posteriorOf)),
        tests: end?.standings() ?? {},
      }),
    };
  },
};

function kindOf({ policy = DEFAULT }: BanditConfig): (typeof policies)[number] {
  return policies.find(({ name }) => name === policy)!;
}

/** Asks the policy, until a version is shipped. A class, for the hot path. */
class PolicyRouter implements Router {
  readonly learns = true;
  /** By version, of all that was fed back; left at 0 when nobody asks for them. */
  readonly tallies: readonly Tally[];
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
  end: Stopping | null,
): Operator["wake"] {
  const leaving = departures(plan);
  const updates = every(update === "each" ? Infinity : update.every);
  const looks = every(stop?.every ?? Infinity);
  let over = false;

  const look = (now: Seconds, act: Actions) => {
    const ended = end?.look(router.tallies);
    if (ended === undefined) return;
    over = true;
    const { version: best, reason } = ended;
    act[best === plan.stable ? "rollback" : "promote"](reason, allTo(best, plan));
    plan.versions.forEach((_, version) => {
      if (version !== best) leaving.schedule(version, now);
    });
  };

  return ({ at: now }, _monitor, act) => {
    leaving.look(now, act);
    if (!over && (now === 0 || updates.due(now))) router.update(updates.next() > plan.duration);
    if (!over && looks.due(now)) look(now, act);
    return over ? leaving.due() : Math.min(updates.next(), looks.next());
  };
}

/** The moments `interval`, 2 `interval` ...: products, so that they do not drift. */
function every(interval: Seconds) {
  let times = 1;
  return {
    next: () => times * interval,
    due(now: Seconds): boolean {
      if (now < times * interval) return false;
      while (times * interval <= now) times++;
      return true;
    },
  };
}
