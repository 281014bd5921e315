// The fast loops give what the plain one gives, to the bit: every figure of the summary, every decision, every bin.
import { describe, expect, test, vi } from "vitest";
import type { Scenario } from "../../sim/scenario/types.ts";
import { compare } from "../../sim/simulate.ts";
import { plainLoop } from "../../sim/world/plainLoop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import { expectSame } from "../determinism/company.ts";
import { swarm, WORLDS } from "./swarm.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { meddling } = await import("./meddling.ts");
  return { strategies: [...strategies, meddling] };
});

/** With a series for one in eight: it is most of the work, and the same code for all loops. */
function agree(scenario: Scenario): void {
  const series = scenario.seed % 8 === 0;
  const plain = compare(scenario, { series, loop: plainLoop });
  expectSame(compare(scenario, { series }), plain);
  expectSame(compare(scenario, { series, loop: queueLoop }), plain);
}

describe.each([
  ["any", 40],
  ["tied", 70],
] as const)("in %s worlds", (kind, runs) => {
  test("the loop that fits, and the queue loop, agree with the plain one", () => {
    expect(swarm(WORLDS[kind], runs, agree)).toBeGreaterThanOrEqual(runs);
  });
});
