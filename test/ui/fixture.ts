// A comparison such as the engine makes: five strategies over thirty minutes at 50 requests a second, with the figures of every
// bin and the decisions that led to them. Made by formula, the same every time.
import type {
  Comparison,
  Decision,
  Measure,
  RunSummary,
  Series,
  VersionSeries,
} from "../../sim/results/types.ts";
import type { Facts, Theory } from "../../ui/protocol.ts";

const DURATION = 1800;
const BINS = 60;
const WIDTH = DURATION / BINS;
const RATE = 50;
const ERRORS = { stable: 0.005, candidate: 0.03 };

export const facts: Facts = {
  name: "Canary catches a bad model",
  story: {
    question: "Does the canary catch a model that fails 3% of requests?",
    lesson: "A canary trades time for safety.",
    tags: ["canary"],
  },
  seed: 1,
  duration: DURATION,
  objective: "success",
  candidate: 1,
  acceptable: {},
  failures: "shared",
  traffic: {
    rate: RATE,
    arrivals: "poisson",
    shape: [],
    users: 10_000,
    activity: "uniform",
    segments: [{ id: "all", share: 1 }],
    timeout: 30,
    retries: null,
  },
  versions: [
    version("stable", ERRORS.stable, 0.08, 0.4),
    version("candidate", ERRORS.candidate, 0.07, 0.38),
  ],
  changes: [],
  uncertain: null,
  monitor: { scrape: 15, window: 60, buckets: null, outages: [], lostExposures: {}, metrics: [] },
  strategies: [
    { type: "canary", id: "canary", checks: [{ metric: "errorRate", max: 0.01, every: 60 }] },
    { type: "blueGreen", id: "blueGreen", checks: [{ metric: "errorRate", max: 0.01, every: 60 }] },
    { type: "rolling", id: "rolling" },
    { type: "abTest", id: "abTest" },
    { type: "bandit", id: "thompson", policy: "thompson" },
  ],
  expect: [],
  source: null,
  assumed: [],
};

function version(
  id: string,
  errorRate: number,
  p50: number,
  p99: number,
): Facts["versions"][number] {
  return {
    id,
    errorRate,
    latency: { p50, p99 },
    reward: 1,
    rewardDelay: null,
    pods: null,
    costPerPodHour: 1,
    bySegment: {},
  };
}

/** What no strategy knows of it. */
export const theory: Theory = {
  rates: {
    stable: { x: [0], y: [1 - ERRORS.stable] },
    candidate: { x: [0], y: [1 - ERRORS.candidate] },
  },
  asymptoticRegret: 0.861,
};

/** The candidate's weight at a time, for each strategy. */
const weights: Readonly<Record<string, (at: number) => number>> = {
  canary: (at) => (at >= 60 && at < 380 ? 0.05 : 0),
  blueGreen: (at) => (at >= 60 && at < 180 ? 1 : 0),
  rolling: (at) => (at < 60 ? 0 : Math.min(1, Math.ceil((at - 59) / 60) / 10)),
  abTest: (at) => (at < 60 ? 0 : 0.5),
  thompson: (at) => 0.5 * Math.exp(-at / 110) + 0.004,
};

function check(
  verdict: Measure["verdict"],
  at: number,
  value: number | null,
  reason: string,
): Decision {
  const measure = {
    name: "error rate",
    metric: "errorRate",
    value,
    against: null,
    verdict,
    requests: 150,
  };
  return { at, kind: "check", reason, measure };
}

const decisions: Readonly<Record<string, readonly Decision[]>> = {
  canary: [
    {
      at: 60,
      kind: "weight",
      reason: "step 1: 5% to candidate",
      weights: { stable: 0.95, candidate: 0.05 },
      step: 0,
    },
    { at: 60, kind: "pause", reason: "step 2: pause of 5m", step: 1 },
    check("error", 60, null, "no requests in the last 1m"),
    check("pass", 120, 0.0067, "error rate 0.67% (1 of 150), limit 1%"),
    check("inconclusive", 180, 0.0099, "error rate 0.99% (2 of 150) is in the band between"),
    check("fail", 240, 0.027, "error rate 2.7% (4 of 150) > 1% for the 1st check, limit 2"),
    check("fail", 300, 0.033, "error rate 3.3% (5 of 150) > 1% for the 2nd check, limit 2"),
    check("fail", 380, 0.021, "error rate 2.1% (3 of 150) > 1% for the 3rd check, limit 2"),
    {
      at: 380,
      kind: "rollback",
      reason: "error rate 2.1% (3 of 150) > 1% for the 3rd check, limit 2",
      weights: { stable: 1, candidate: 0 },
    },
  ],
  blueGreen: [
    {
      at: 60,
      kind: "weight",
      reason: "cutover: all traffic to candidate",
      weights: { stable: 0, candidate: 1 },
    },
    check("fail", 120, 0.031, "error rate 3.1% (93 of 3000) > 1% for the 1st check, limit 1"),
    check("fail", 180, 0.029, "error rate 2.9% (87 of 3000) > 1% for the 2nd check, limit 1"),
    {
      at: 180,
      kind: "rollback",
      reason: "error rate 2.9% (87 of 3000) > 1%, limit 1",
      weights: { stable: 1, candidate: 0 },
    },
  ],
  rolling: [
    ...Array.from({ length: 10 }, (_, i): Decision => ({
      at: 60 + 60 * i,
      kind: "weight",
      reason: `${i + 1} of 10 pods replaced`,
      weights: { stable: 1 - (i + 1) / 10, candidate: (i + 1) / 10 },
    })),
    {
      at: 660,
      kind: "promote",
      reason: "all 10 pods replaced",
      weights: { stable: 0, candidate: 1 },
    },
  ],
  abTest: [
    {
      at: 60,
      kind: "start",
      reason: "4,500 requests a version are needed",
      weights: { stable: 0.5, candidate: 0.5 },
    },
  ],
  thompson: [],
};

function versionSeries(
  share: readonly number[],
  errorRate: number,
  loss: number,
  luck: () => number,
): VersionSeries {
  const requests = share.map((w) => Math.round(RATE * WIDTH * w));
  return {
    requests,
    errors: requests.map((n) =>
      Math.min(
        n,
        Math.max(0, Math.round(n * errorRate + (luck() - 0.5) * 2.4 * Math.sqrt(n * errorRate))),
      ),
    ),
    weight: share,
    p99Ms: requests.map((n) => (n === 0 ? null : 380)),
    regret: requests.map((n) => n * loss),
  };
}

function series(strategy: string): Series {
  const at = Array.from({ length: BINS }, (_, i) => i * WIDTH);
  const share = at.map((t) => weights[strategy]!(t));
  const luck = lucky(strategy.length);
  return {
    at,
    byVersion: {
      stable: versionSeries(
        share.map((w) => 1 - w),
        ERRORS.stable,
        0,
        luck,
      ),
      candidate: versionSeries(share, ERRORS.candidate, ERRORS.candidate - ERRORS.stable, luck),
    },
  };
}

/** A plain linear congruential sequence in [0, 1). */
function lucky(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const outcomes: Readonly<Record<string, RunSummary["outcome"]>> = {
  canary: "rolledBack",
  blueGreen: "rolledBack",
  rolling: "promoted",
  abTest: "running",
  thompson: "running",
};

function run(strategy: string, type: string): RunSummary {
  const made = series(strategy);
  const all = Object.entries(made.byVersion);
  const total = (field: "requests" | "errors" | "regret", of = all): number =>
    of.reduce((sum, [, v]) => sum + v[field].reduce((a, b) => a + b, 0), 0);
  const outcome = outcomes[strategy]!;
  const regret = total("regret");
  return {
    strategy,
    type,
    outcome,
    version: outcome === "promoted" ? "candidate" : "stable",
    decidedAtSeconds:
      decisions[strategy]!.find((d) => d.kind === "promote" || d.kind === "rollback")?.at ?? null,
    requests: total("requests"),
    errors: total("errors"),
    errorRate: total("errors") / total("requests"),
    latencyP50Ms: 79,
    latencyP99Ms: 398,
    regret,
    harmedRequests: Math.round(regret),
    sparedRequests: 0,
    harmedUsers: Math.round(10_000 * (1 - Math.exp(-regret / 10_000))),
    candidateRequests: total("requests", all.slice(1)),
    rewards: total("requests") - total("errors"),
    podHours: 0,
    cost: 0,
    switchedUsers: 0,
    returnedUsers: 0,
    versions: all.map(([id, v]) => ({
      id,
      requests: total("requests", [[id, v]]),
      errors: total("errors", [[id, v]]),
      rewards: 0,
      latencyP50Ms: 79,
      latencyP99Ms: 398,
    })),
    decisions: decisions[strategy]!,
    fingerprint: "0123456789abcdef",
    series: made,
  };
}

export const comparison: Comparison = {
  lab: 1,
  scenario: facts.name,
  seed: 1,
  runs: facts.strategies.map(({ id, type }) => run(id, type)),
};
