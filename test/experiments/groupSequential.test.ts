// Bounds of five looks by the recursion of Armitage, McPherson & Rowe in scipy 1.10, as in Jennison & Turnbull 2000; sizes by their
// tables of R.
import { describe, expect, test } from "vitest";
import type { Design, Stratum } from "../../sim/experiments/types.ts";
import { replications } from "../full.ts";
import { decided, DESIGN, found, looking, shareOf } from "./looks.ts";
import { fourErrors } from "./rehearsed.ts";

const of = (s1: number, n1: number, s2: number, n2: number): Stratum => ({
  stable: { successes: s1, n: n1 },
  candidate: { successes: s2, n: n2 },
});
/** So large that a fifth of it is a whole number to seven digits. */
const LARGE: Design = { ...DESIGN, baseline: 0.5, mde: 0.001 };
const FIXED = 3_924_434; // (1.959964 sqrt(.4999995) + .841621 sqrt(.4999990))^2 / 1e-6, a group

describe.each([
  ["lanDeMetsObrienFleming", [4.87688, 3.35701, 2.68028, 2.28982, 2.03103], 1.025],
  ["lanDeMetsPocock", [2.43798, 2.42681, 2.41019, 2.39665, 2.38598], undefined],
  ["obrienFleming", [4.56174, 3.22564, 2.63372, 2.28087, 2.04007], 1.028],
  ["pocock", [2.41318, 2.41318, 2.41318, 2.41318, 2.41318], 1.229],
] as const)("%s", (boundary, bounds, inflation) => {
  test("five even looks have the published bounds", () => {
    const look = looking({ type: "groupSequential", looks: 5, boundary }, LARGE);
    const { words } = look({ strata: [of(0, 0, 0, 0)], last: false }).size!;
    const needed = Number(/needs ([\d,]+) a group/.exec(words)![1]!.replaceAll(",", ""));
    if (inflation !== undefined) expect(needed / FIXED).toBeCloseTo(inflation, 2);
    const seen = bounds.map((_, k) => {
      const n = Math.ceil((needed * (k + 1)) / 5);
      const half = Math.floor(n / 2);
      return look({ strata: [of(half, n, half, n)], last: false });
    });
    seen.forEach(({ standing }, k) => {
      expect(standing!.upper).toBeCloseTo(bounds[k]!, 4);
      expect(standing!.lower).toBe(-standing!.upper!);
    });
    expect(seen.map(({ verdict }) => verdict)).toEqual([
      ...bounds.slice(1).map(() => "undecided"),
      "even",
    ]);
    expect(seen[2]!.words).toMatch(/^\|z\| = 0\.00 < 2\.\d\d at 60% of the information$/);
  });
});

test("between two looks nothing is tested, and what was found stands", () => {
  const look = looking(
    { type: "groupSequential", looks: 2, boundary: "pocock" },
    { ...DESIGN, baseline: 0.9 },
  );
  const before = look({ strata: [of(90, 100, 100, 100)], last: false });
  expect(before).toMatchObject({ verdict: "undecided", standing: null, words: "" });
  const first = look({ strata: [of(500, 600, 500, 600)], last: false });
  expect(first).toMatchObject({ verdict: "undecided", standing: { statistic: "z", value: 0 } });
  expect(first.words).toBe("|z| = 0.00 < 2.18 at 75% of the information");
  const between = look({ strata: [of(500, 610, 610, 610)], last: false });
  expect(between).toMatchObject({ verdict: "undecided", standing: first.standing });
});

test("what is left of alpha is spent when it has to conclude", () => {
  const begin = () =>
    looking(
      { type: "groupSequential", looks: 5, boundary: "lanDeMetsObrienFleming" },
      { ...DESIGN, baseline: 0.9 },
    );
  const strata = [of(270, 300, 285, 300)];
  expect(begin()({ strata, last: false })).toMatchObject({ verdict: "undecided" });
  const last = begin()({ strata, last: true });
  expect(last.standing!.upper).toBeCloseTo(1.95996, 4); // as if it had always meant to look once
  expect(last).toMatchObject({ verdict: "better", size: { reached: false } });
});

test("nothing to see is no look", () => {
  const config = { type: "groupSequential", looks: 5, boundary: "pocock" };
  const look = looking(config, DESIGN);
  expect(look({ strata: [of(0, 0, 0, 0)], last: false }).verdict).toBe("undecided");
  expect(look({ strata: [of(9, 9, 0, 0)], last: true })).toMatchObject({
    verdict: "even",
    standing: null,
    words: "",
  });
});

describe("errs as often as it says, wherever looks fall", () => {
  const seeds = replications(100, 1000);
  const rates = [0.9, 0.9] as const;

  test.each(["lanDeMetsObrienFleming", "lanDeMetsPocock", "obrienFleming", "pocock"])(
    "%s",
    (boundary) => {
      const config = { type: "groupSequential", looks: 5, boundary };
      // 70 requests a look do not divide the size: looks are late by up to as many
      const groups = { rates, block: [70, 70], looks: 60 } as const;
      const wrong = shareOf(seeds, (seed) => found(decided(config, DESIGN, groups, seed)));
      expect(Math.abs(wrong - 0.05)).toBeLessThan(fourErrors(0.05, seeds) + 0.005);
      const better = { ...groups, rates: [0.88, 0.92] } as const;
      const power = shareOf(
        seeds,
        (seed) => decided(config, DESIGN, better, seed).verdict === "better",
      );
      expect(Math.abs(power - 0.8)).toBeLessThan(fourErrors(0.8, seeds) + 0.02);
    },
  );
});
