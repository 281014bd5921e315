// A run is a pure function of scenario, strategy and seed: whatever else is done beside it changes no bit.
import { describe, expect, test, vi } from "vitest";
import { compare, rehearse, simulate } from "../../sim/simulate.ts";
import { expectSame, inPieces, unseen } from "../determinism/company.ts";
import { swarm, WORLDS } from "./swarm.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { meddling } = await import("./meddling.ts");
  return { strategies: [...strategies, meddling] };
});

describe.each([
  ["any", 16],
  ["tied", 16],
] as const)("in %s worlds", (kind, runs) => {
  test("twice, in pieces, alone, in another order, and with a series or without: the same", () => {
    const held = swarm(WORLDS[kind], runs, (scenario) => {
      const whole = compare(scenario);
      expectSame(compare(scenario), whole);
      expectSame(inPieces(rehearse(scenario), [1]), whole);
      expectSame(inPieces(rehearse(scenario), [7, 512, 1, 513, 3]), whole);

      const ids = scenario.strategies.map(({ id }) => id);
      const reversed = compare(scenario, { strategies: ids.toReversed() });
      expectSame(reversed.runs.toReversed(), whole.runs);
      const last = ids.at(-1)!;
      expectSame(simulate(scenario, last), whole.runs.at(-1));
      const seen = simulate(scenario, last, scenario.seed, { series: true });
      expectSame(unseen(seen), whole.runs.at(-1));
    });
    expect(held).toBeGreaterThanOrEqual(runs);
  });
});
