// The contracts of a rollout: a strategy reads its parameters and starts an operator; the operator sees the monitor and acts;
// its router is asked for a version by every request. None of them ever sees the truth.
import type { ZodType } from "zod";
import type { Monitor, Watch } from "../monitor/types.ts";
import type { Evidence, Measure, Sentence } from "../results/types.ts";
import type { Problem } from "../scenario/problem.ts";
import type { CustomMetric, Pods, Seconds, Share } from "../scenario/types.ts";
import type { Stream } from "../random/streams.ts";
import type { Outline } from "./outline.ts";

/** Position in `scenario.versions`; 0 is stable. */
export type VersionIndex = number;

/** A pick that no version serves: the request fails. */
export const NOBODY = -1;

/** What a router may know of a request. One object, reused: do not keep it. */
export interface Arrival {
  readonly at: Seconds;
  readonly user: number;
  /** Position in `plan.segments`. */
  readonly segment: number;
  /** The request's luck in routing, uniform in [0, 1). */
  readonly draw: Share;
  /** The user's luck in routing, uniform in [0, 1): the same at every visit, and in every run of this seed. */
  readonly userDraw: Share;
  /** For a router that learns to write at each pick: the chance with which it picked. It comes back with the feedback. */
  propensity: Share;
}

export interface Feedback {
  readonly version: VersionIndex;
  /** 1 or 0: success, or conversion under the `reward` objective. */
  readonly reward: number;
  readonly propensity: Share;
  readonly segment: number;
  readonly at: Seconds;
}

export interface Router {
  /** Whether `learn` wants feedback: the loop delivers it, in order of arrival, only then. */
  readonly learns: boolean;
  /** The hot path. */
  pick(arrival: Arrival): VersionIndex;
  /**
   * Writes the chance with which `pick` sends a request of this segment to each version; all 0 when nobody serves. Left out by a
   * router whose picks depend on more than one luck.
   * @returns whose luck decides: the request's; or the user's, who keep to their side of edges that sum up in the order of versions
   */
  shares?(segment: number, to: Float64Array): "request" | "user";
  /** `feedback` is one object, reused: do not keep it. */
  learn(feedback: Feedback): void;
  /** Weights in the order of versions, summing to 1, or all 0: nobody serves. Called when the operator routes. */
  setWeights(weights: readonly Share[]): void;
}

/** Every time the operator is woken it is told why. Pods ready and a due time at one instant make one wake, "pods". */
export interface Wake {
  readonly at: Seconds;
  readonly kind: "start" | "due" | "pods";
}

/** What an operator can do. Each leaves a decision with its reason: a sentence with its numbers. */
export interface Actions {
  /** Routes traffic, and logs it as `weight` (or as `kind`, when given). */
  route(weights: readonly Share[], reason: Sentence, step?: number): void;
  /** Sets how many pods a version should have. Starting ones take the version's startup; leaving ones drain. No effect without pods. */
  scale(version: VersionIndex, count: number, reason: Sentence): void;
  /** Stands still until a time of the run's clock; without one a person is waited for, and only then is the outcome "paused". */
  pause(reason: Sentence, step?: number, until?: Seconds): void;
  resume(reason: Sentence, step?: number): void;
  check(measure: Measure, reason: Sentence): void;
  /** The rollout succeeded: `weights`, when given, are routed in the same decision. */
  promote(reason: Sentence, weights?: readonly Share[]): void;
  rollback(reason: Sentence, weights?: readonly Share[]): void;
  note(reason: Sentence): void;
  /**
   * From now on every user is counted once, under the version that serves their first request: the monitor's `exposures`. Anew
   * begins anew.
   */
  enroll(): void;
  /**
   * Copies this share of the live requests to a version from now on: the copies load it and enter its metrics, and are in no
   * figure of the run. Anew for a version replaces; 0 ends it. Logged as a note.
   * @param segments  whose requests are copied; everybody's when left out
   */
  mirror(version: VersionIndex, share: Share, reason: Sentence, segments?: readonly number[]): void;
  /**
   * Sends synthetic requests at this rate (per second, evenly) from now on: they load pods and enter metrics, and are in no
   * figure of the run. Anew for a target and segment replaces; 0 ends it. Logged as a note.
   * @param target   a version, or "split": as the weights in force divide live traffic
   * @param segment  whose requests they are like; users' of every segment, by their shares, when left out
   */
  load(target: VersionIndex | "split", perSecond: number, reason: Sentence, segment?: number): void;
}

/** What an operator knows before it starts. */
export interface Plan {
  readonly versions: readonly { readonly id: string; readonly pods: Pods | null }[];
  readonly stable: VersionIndex;
  readonly candidate: VersionIndex;
  readonly segments: readonly { readonly id: string; readonly share: Share }[];
  readonly objective: "success" | "reward";
  readonly duration: Seconds;
  /** How many users there are. */
  readonly users: number;
  /** The monitor's defaults. */
  readonly scrape: Seconds;
  readonly window: Seconds;
  /** The scenario's own metrics, for checks that name them. */
  readonly metrics: readonly CustomMetric[];
  /** A stream of its own for a policy: named by the strategy's id and `name`, disturbing nobody else's luck. */
  random(name: string): Stream;
}

export interface Operator {
  /** "best" only for `oracle`: the world itself routes each request to the version of most value. */
  readonly router: Router | "best";
  /** Everything it will ever ask the monitor; asking for more is our mistake and throws. */
  readonly watches: readonly Watch[];
  /**
   * It looks at the monitor only at multiples of so many seconds, as long as that answers and pods stand still; left out: at any
   * time. Scrapes in which it could not see anything then need not be taken.
   */
  readonly rhythm?: Seconds | undefined;
  /** Why its requests must be told apart, when they must: "copies share the luck of the request". Otherwise they may be counted. */
  readonly tellsApart?: string;
  /**
   * Looks and acts.
   * @returns when to be woken next: after `why.at`, or Infinity to be woken only when pods become ready.
   *          Woken up to and including `plan.duration`.
   */
  wake(why: Wake, monitor: Monitor, act: Actions): Seconds;
  /**
   * What it believes and has computed by now; left out by an operator that computes nothing. Asked at the end of each bin when
   * series are recorded, and only then: it must change nothing, and draw nothing.
   */
  evidence?(): Evidence;
}

export interface Strategy<C> {
  readonly type: string;
  /** One sentence for lists, forms and docs. */
  readonly summary: string;
  /** Parameters with defaults and `.describe()`d meaning and unit: the parser, form, docs and fuzzer read it. */
  readonly config: ZodType<C>;
  /** Which versions have their pods at time 0: stable alone, or all in full. */
  readonly fleet: "stable" | "all";
  /** How many versions it needs at least: 2, or 1. */
  readonly versions: 1 | 2;
  /** What is wrong with its parameters that only the number of versions shows; each path is a parameter's name. */
  problems?(config: C, versions: number): readonly Problem[];
  /**
   * @param config  also holds the entry's `id` and `operator`: an implementation that needs them asks for `C & Spec` (spec.ts)
   * @throws        ScenarioError when only the length of the run shows something wrong with it
   */
  start(config: C, plan: Plan): Operator;
  /** What it will do as long as nothing fails, told without running it: notes on a plan are made of it. */
  outline?(config: C, plan: Plan): Outline;
}
