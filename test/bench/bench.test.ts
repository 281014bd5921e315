// The benchmark's workloads, small: they run, and the fast loops do the plain one's work to the bit.
import { describe, expect, it } from "vitest";
import { policies } from "../../sim/policies/index.ts";
import { measure } from "./measure.ts";
import { play } from "./policies.ts";
import { workloads } from "./workloads.ts";

describe("workloads", () => {
  it.each(workloads.map((w) => [w.name, w] as const))("%s", (_, workload) => {
    const fast = measure(workload, 5000);
    expect(fast.n).toBeGreaterThan(4000);
    expect(fast.fingerprint).toBe(measure(workload, 5000, true).fingerprint);
  });
});

describe("policies by themselves", () => {
  it.each(policies.map(({ name }) => name))("%s", (name) => {
    const { n, rewards } = play(name, 3, 500, 2);
    expect(n).toBe(1000);
    // versions of 5%, 8.3% and 11.7%
    expect(rewards).toBeGreaterThan(40);
    expect(play(name, 3, 500, 2).rewards).toBe(rewards);
  });
});
