import { expect, test } from "vitest";
import { stream } from "../../sim/random/streams.ts";
import { harmOf } from "../../sim/world/harmOdds.ts";
import type { World } from "../../sim/world/world.ts";

type Case = readonly [
  failures: "shared" | "own",
  there: number,
  here: number,
  inTimeThere: number,
  inTimeHere: number,
];

const cases: readonly Case[] = [
  ["shared", 0.01, 0.05, 1, 1],
  ["shared", 0.05, 0.01, 1, 1],
  ["own", 0.01, 0.05, 1, 1],
  ["shared", 0, 0, 1, 0.9],
  ["shared", 0.02, 0.05, 0.97, 0.9],
  ["own", 0.02, 0.05, 0.97, 0.9],
  ["shared", 0.1, 0.05, 0.8, 0.95],
  ["own", 0.1, 0.05, 0.8, 0.95],
];

const oddsOf = ([failures, there, here, inTimeThere, inTimeHere]: Case) =>
  harmOf(
    {
      truth: {
        segments: 1,
        errorRate: Float64Array.of(there, here),
        inTime: Float64Array.of(inTimeThere, inTimeHere),
      },
      scenario: { failures },
    } as unknown as World,
    1,
    0,
  );

test.each(cases)(
  "as requests one by one have it: failures %s, %d there, %d here, in time %d and %d",
  (...rates) => {
    const [failures, there, here, inTimeThere, inTimeHere] = rates;
    const random = stream(1, "harm");
    const late = { n: 0, harmed: 0 };
    const failed = { n: 0, harmed: 0 };
    const fine = { n: 0, spared: 0 };
    for (let i = 0; i < 100_000; i++) {
      const [mine, latency] = [random(), random()];
      const first = failures === "own" ? random() : mine;
      const okThere = latency < inTimeThere && first >= there;
      if (latency >= inTimeHere) count(late, "harmed", okThere);
      else if (mine < here) count(failed, "harmed", okThere);
      else count(fine, "spared", !okThere);
    }
    const odds = oddsOf(rates);
    expect(off(late.harmed, late.n, odds.harmIfLate)).toBeLessThan(4.5);
    expect(off(failed.harmed, failed.n, odds.harmIfFailed)).toBeLessThan(4.5);
    expect(off(fine.spared, fine.n, odds.sparedIfNot)).toBeLessThan(4.5);
  },
);

function count<Key extends string>(of: Record<Key | "n", number>, key: Key, isSo: boolean): void {
  of.n++;
  if (isSo) of[key]++;
}

/** In standard errors; a share that is sure is met exactly. */
function off(seen: number, n: number, share: number): number {
  const error = Math.sqrt(n * share * (1 - share));
  return error === 0 ? (seen === n * share ? 0 : Infinity) : Math.abs(seen - n * share) / error;
}

test("harm by rates alone", () => {
  expect(oddsOf(cases[0]!).harmIfFailed).toBeCloseTo(0.04 / 0.05, 12);
  expect(oddsOf(cases[1]!).sparedIfNot).toBeCloseTo(0.04 / 0.99, 12);
  expect(oddsOf(cases[3]!).harmIfLate).toBe(1);
});
