// A run summary made by hand, for what reads one.
import type { Decision, RunSummary } from "../../sim/results/types.ts";

export function runOf(parts: Partial<RunSummary> = {}): RunSummary {
  return {
    strategy: "canary",
    type: "canary",
    outcome: "running",
    version: "v1",
    decidedAtSeconds: null,
    requests: 1000,
    errors: 21,
    errorRate: 0.021,
    latencyP50Ms: 80,
    latencyP99Ms: null,
    regret: 12.5,
    harmedRequests: 9,
    sparedRequests: 0,
    harmedUsers: 8,
    candidateRequests: 445,
    rewards: 979,
    podHours: 0,
    cost: 0,
    switchedUsers: 0,
    versions: [],
    decisions: [],
    returnedUsers: 0,
    fingerprint: "00",
    ...parts,
  };
}

/** A check of error rate that saw `value`. */
export function checked(at: number, value: number | null, max = 0.01): Decision {
  const verdict = value === null ? "error" : value > max ? "fail" : "pass";
  return {
    at,
    kind: "check",
    reason: `error rate ${value} against ${max}`,
    measure: { name: "errors", metric: "errorRate", value, against: null, verdict, requests: 100 },
  };
}
