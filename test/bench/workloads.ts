// The workloads that are timed, each a scenario of about `requests` requests and the strategy that serves them.
// The canary is the C reference's: Poisson 1000/s split 90/10 over two M/M/c queues (112 and 13 places, 100 ms a request),
// errors 1% and 3%, a check of errors and of p95 every 10 s; and all the reference leaves out: harm, users, rewards, regret.
import { parseScenario } from "../../sim/parse.ts";
import type { Scenario } from "../../sim/scenario/types.ts";

export interface Workload {
  readonly name: string;
  /** What it is compared with: what this part costs is the difference. */
  readonly says: string;
  readonly scenario: (requests: number) => Scenario;
  /** Versions among which Thompson sampling picks: the reference does the same on top of its floor. */
  readonly draws?: number;
  /** Record series as well. */
  readonly series?: boolean;
  /** Run every other strategy of the list first, so that nothing is specialised to one. */
  readonly crowded?: boolean;
}

const RATE = 1000;

interface Variation {
  pods?: boolean;
  users?: number;
  reward?: number;
  latency?: object;
  assign?: "request" | "user";
  checks?: object[];
  scrape?: string;
  strategy?: object;
  versions?: number;
  segments?: object[];
  failures?: "shared" | "own";
  changes?: object[];
  rewardDelay?: object;
  retries?: object;
  autoscale?: object;
}

const CHECKS = [
  { metric: "errorRate", max: 0.2, every: "10s" },
  { metric: "latencyP95", max: "20s", every: "10s" },
];

function scenario(requests: number, variation: Variation = {}): Scenario {
  const { pods = false, reward = 0.2, latency = { mean: 0.1 } } = variation;
  const version = (id: string, errorRate: number, count: number) => ({
    id,
    errorRate,
    latency,
    reward,
    ...(pods && {
      pods: { count, ...(variation.autoscale && { autoscale: variation.autoscale }) },
    }),
    ...(variation.rewardDelay && { rewardDelay: variation.rewardDelay }),
  });
  const others = Array.from({ length: (variation.versions ?? 2) - 2 }, (_, i) =>
    version(`other${i}`, 0.03, 13),
  );
  return parseScenario({
    name: "bench",
    duration: requests / RATE,
    traffic: {
      rate: RATE,
      users: variation.users ?? 10000,
      ...(variation.segments && { segments: variation.segments }),
      ...(variation.retries && { retries: variation.retries }),
    },
    failures: variation.failures ?? "shared",
    // at 10% a canary of 130 pods has the reference's 13
    versions: [version("stable", 0.01, 112), version("candidate", 0.03, 130), ...others],
    changes: variation.changes ?? [],
    monitor: { scrape: variation.scrape ?? "10s", window: "60s" },
    strategies: [
      variation.strategy ?? {
        type: "canary",
        assign: variation.assign ?? "request",
        steps: [{ setWeight: 10 }, { pause: "3650d" }],
        checks: variation.checks ?? CHECKS,
      },
    ],
  });
}

const workload = (
  name: string,
  says: string,
  variation?: Variation,
  rest?: Partial<Workload>,
): Workload => ({
  name,
  says,
  scenario: (requests) => scenario(requests, variation),
  ...rest,
});

const THOMPSON = { type: "bandit", policy: "thompson" };
const CHANGES = Array.from({ length: 100 }, (_, i) => ({
  at: i,
  version: "candidate",
  set: { errorRate: 0.03 + (i % 2) * 0.001 },
}));

/** The ones with a goal. */
export const goals: readonly Workload[] = [
  workload("pods", "canary with pods, everything on", { pods: true }),
  workload(
    "pods, crowded",
    "the same after every other strategy ran",
    { pods: true },
    { crowded: true },
  ),
  workload("no pods", "the same canary, no version short of capacity"),
  workload(
    "thompson 2",
    "Thompson over 2 versions, through the engine",
    { strategy: THOMPSON },
    { draws: 2 },
  ),
  workload(
    "thompson 10",
    "Thompson over 10 versions",
    { strategy: THOMPSON, versions: 10 },
    { draws: 10 },
  ),
  workload(
    "late rewards",
    "Thompson over 2, rewards exponentially late, mean 60 s",
    { strategy: THOMPSON, rewardDelay: { mean: 60 } },
    { draws: 2 },
  ),
];

/** What a part costs: the same canary with one thing more or less. */
export const parts: readonly Workload[] = [
  workload("pods, no checks", "no monitor looked at", { pods: true, checks: [] }),
  workload("pods, sure rewards", "every success converts", { pods: true, reward: 1 }),
  workload("pods, constant latency", "no randomness in service times", {
    pods: true,
    latency: { constant: 0.1 },
  }),
  workload("pods, by user", "users assigned, not requests", { pods: true, assign: "user" }),
  workload("pods, 1e6 users", "people do not fit the cache", { pods: true, users: 1e6 }),
  workload("pods, own failures", "a lane of luck a version", { pods: true, failures: "own" }),
  workload("pods, segments", "two segments", {
    pods: true,
    segments: [
      { id: "a", share: 0.9 },
      { id: "b", share: 0.1 },
    ],
  }),
  workload("pods, 1 s scrapes", "ten times as many scrapes", { pods: true, scrape: "1s" }),
  workload("pods, 100 changes", "the truth moves 100 times", { pods: true, changes: CHANGES }),
  workload("pods, series", "300 bins recorded", { pods: true }, { series: true }),
  workload("pods, retries", "errors are sent again, twice at most", {
    pods: true,
    retries: { attempts: 2 },
  }),
  workload("pods, autoscaled", "an autoscaler looks every 15 s", {
    pods: true,
    autoscale: { min: 10, max: 200, target: 0.8 },
  }),
  workload("pods, mirrored", "every request is copied to the candidate", {
    pods: true,
    strategy: { type: "shadow", mirror: 1, for: "3650d" },
  }),
  workload("no pods, retries", "errors are sent again, twice at most", {
    retries: { attempts: 2 },
  }),
  workload("no pods, by user", "users assigned, not requests", { assign: "user" }),
  workload("no pods, series", "300 bins recorded", {}, { series: true }),
];

export const workloads: readonly Workload[] = [...goals, ...parts];
