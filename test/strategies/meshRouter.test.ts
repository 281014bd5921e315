// A mesh's router: who matches, who is kept, and a primary that is a mixture.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meshRouter, type MeshRules } from "../../sim/strategies/meshRouter.ts";
import type { Arrival } from "../../sim/strategies/types.ts";

const USERS = 2000;
const plan = {
  stable: 0,
  candidate: 1,
  segments: [
    { id: "in", share: 0.5 },
    { id: "out", share: 0.5 },
  ],
  users: USERS,
};
const rules: MeshRules = { assign: "request", match: null, cookies: null };

/** Each user once, their luck evenly spread; segments in turn. */
function visit(router: ReturnType<typeof meshRouter>, at: number, shift = 0): number[] {
  return Array.from({ length: USERS }, (_, user) => {
    const luck = (user + 0.5) / USERS + shift;
    const draw = luck - Math.floor(luck);
    const arrival: Arrival = { at, user, segment: user % 2, draw, userDraw: draw, propensity: 1 };
    return router.pick(arrival);
  });
}
const share = (picks: readonly number[]) => picks.reduce((a, b) => a + b, 0) / picks.length;
const weight = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);

test("the candidate's share: the canary's, and its part of what the primary gets", () => {
  fc.assert(
    fc.property(weight, weight, fc.boolean(), (canary, renewed, matching) => {
      const router = meshRouter(plan, { ...rules, match: matching ? [0] : null });
      router.aim(canary, renewed);
      const picks = visit(router, 0);
      const whole = renewed + (1 - renewed) * canary;
      const [inside, outside] = [0, 1].map((s) => share(picks.filter((_, user) => user % 2 === s)));
      expect(inside).toBeCloseTo(whole, 2);
      expect(outside).toBeCloseTo(matching ? renewed : whole, 2);
    }),
  );
});

test("as the canary and then the primary grow, users who are assigned only ever move towards the candidate", () => {
  const router = meshRouter(plan, { ...rules, assign: "user" });
  let before = visit(router, 0);
  for (const [canary, renewed] of [
    [0.1, 0],
    [0.5, 0],
    [0.5, 0.3],
    [0.5, 0.9],
    [0.5, 1],
    [0, 1],
  ] as const) {
    router.aim(canary, renewed);
    const now = visit(router, 0);
    expect(now.every((version, user) => version >= before[user]!)).toBe(true);
    before = now;
  }
  expect(share(before)).toBe(1);
});

describe("cookies", () => {
  const cookies = { candidate: 100, primary: null };

  test("keep whom the candidate answered for their age from the first answer, which visits do not lengthen", () => {
    const router = meshRouter(plan, { ...rules, cookies });
    router.aim(0.25, 0);
    const first = visit(router, 0);
    const were = (picks: readonly number[]) => share(picks.filter((_, user) => first[user] === 1));
    expect(were(visit(router, 50, 0.5))).toBe(1);
    expect(were(visit(router, 99.9, 0.5))).toBe(1);
    expect(were(visit(router, 100, 0.5))).toBe(0);
  });

  test("keep nobody when the canary has no weight", () => {
    const router = meshRouter(plan, { ...rules, cookies });
    router.aim(0.5, 0);
    visit(router, 0);
    router.aim(0, 0);
    expect(share(visit(router, 1))).toBe(0);
  });

  test("of the primary keep the others, and them with their part of it", () => {
    const router = meshRouter(plan, { ...rules, cookies: { candidate: 100, primary: 60 } });
    router.aim(0.25, 0);
    const first = visit(router, 0);
    expect(visit(router, 59, 0.5)).toEqual(first);
    // then all whom luck would now send to the candidate, and those who are kept
    expect(share(visit(router, 60, 0.5))).toBeCloseTo(0.5, 2);
    router.aim(0.25, 1);
    expect(share(visit(router, 61))).toBe(1);
  });
});
