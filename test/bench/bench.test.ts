// The benchmark's workloads, small: they run, and the fast loops do the plain one's work to the bit.
import { describe, expect, it } from "vitest";
import { measure } from "./measure.ts";
import { workloads } from "./workloads.ts";

describe("workloads", () => {
  it.each(workloads.map((w) => [w.name, w] as const))("%s", (_, workload) => {
    const fast = measure(workload, 5000);
    expect(fast.n).toBeGreaterThan(4000);
    expect(fast.fingerprint).toBe(measure(workload, 5000, true).fingerprint);
  });
});
