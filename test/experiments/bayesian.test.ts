// P(better) by the closed form and by scipy's quadrature; chances under peeking as published for "chance to win".
import { describe, expect, test } from "vitest";
import type { Stratum } from "../../sim/experiments/types.ts";
import { normalTail } from "../../sim/statistics/normal.ts";
import { replications } from "../full.ts";
import { decided, DESIGN, looking, shareOf } from "./looks.ts";
import { fourErrors } from "./rehearsed.ts";

const defaults = { type: "bayesian", threshold: 0.95, prior: [1, 1], minimumRequests: 0 };
const of = (s1: number, n1: number, s2: number, n2: number): Stratum => ({
  stable: { successes: s1, n: n1 },
  candidate: { successes: s2, n: n2 },
});
const look = (more: object, ...strata: Stratum[]) =>
  looking({ ...defaults, ...more }, DESIGN)({ strata, last: false });

test("one success against one failure: P(Beta(2, 1) > Beta(1, 2)) = 5 / 6", () => {
  const finding = look({}, of(0, 1, 1, 1));
  expect(finding.standing!.value).toBeCloseTo(5 / 6, 9);
  expect(finding).toMatchObject({ verdict: "undecided", standing: { upper: 0.95 } });
  expect(finding.standing!.lower).toBeCloseTo(0.05, 15);
  expect(look({ threshold: 0.8 }, of(0, 1, 1, 1)).verdict).toBe("better");
  expect(look({ threshold: 0.8 }, of(1, 1, 0, 1)).verdict).toBe("worse");
});

test("waits for its requests, and for any at all", () => {
  expect(look({ minimumRequests: 2, threshold: 0.8 }, of(0, 1, 1, 1)).verdict).toBe("undecided");
  expect(look({}, of(1, 5, 0, 0)).standing).toBeNull();
});

test("a prior moves it", () => {
  const strong = look({ prior: [50, 50] }, of(0, 1, 1, 1)).standing!.value;
  expect(strong).toBeLessThan(0.6);
  expect(strong).toBeGreaterThan(0.5);
});

test("a tolerated loss decides as well: of equal rates the loss is that of chance", () => {
  // both 500 of 1000: se .02236, E max(-X, 0) = se / sqrt(2 pi) = .0089 (normal)
  const even = of(500, 1000, 501, 1000);
  expect(look({ tolerance: 0.0084 }, even).verdict).toBe("undecided");
  expect(look({ tolerance: 0.0095 }, even).verdict).toBe("better");
  expect(look({ tolerance: 0.0095 }, even).words).toMatch(/expected loss 0\.8\d points/);
});

test("over several periods it is the stratified difference, taken for normal", () => {
  const ramp = [of(1800, 9000, 210, 1000), of(500, 5000, 550, 5000)];
  const { standing, words } = look({ tolerance: 0.001 }, ...ramp);
  const variance =
    (900 * 900 * (0.16 / 9000 + 0.1659 / 1000) + 2500 * 2500 * (0.09 / 5000 + 0.0979 / 5000)) /
    (3400 * 3400);
  expect(standing!.value).toBeCloseTo(normalTail(-0.01 / Math.sqrt(variance)), 12);
  expect(words).toMatch(/^P\(better\) = 95\.9%, expected loss 0\.00\d+ points, tolerated 0\.1$/);
});

describe("looked at 200 times without a difference", () => {
  test("it ships the candidate in 35% of experiments", () => {
    const seeds = replications(150, 1000);
    const shipped = shareOf(seeds, (seed) => {
      const groups = { rates: [0.5, 0.5], block: [50, 50], looks: 200 } as const;
      return wins(defaults, groups, seed);
    });
    expect(Math.abs(shipped - 0.355)).toBeLessThan(fourErrors(0.355, seeds) + 0.01);
  });
});

/** Whether P(better) is ever above the threshold: what is below 1 - threshold before does not end it. */
function wins(
  config: typeof defaults,
  groups: Parameters<typeof decided>[2],
  seed: number,
): boolean {
  return decided({ ...config, threshold: 0.95 }, DESIGN, groups, seed).verdict === "better";
}
