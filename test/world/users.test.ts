// Who sends requests: how often each user comes, which segment each is of, and each user's own luck in routing.
import { describe, expect, test } from "vitest";
import { stream } from "../../sim/random/streams.ts";
import { segmentsOf, userDraw, visits } from "../../sim/world/users.ts";
import { scenarioOf } from "../worlds.ts";

function countVisits(traffic: Record<string, unknown>, requests: number): Int32Array {
  const scenario = scenarioOf({ traffic });
  const visit = visits(scenario.traffic);
  const draw = stream(7, "users");
  const draws = Float64Array.from({ length: requests }, () => draw());
  const users = new Int32Array(requests);
  visit(draws, users);
  const counts = new Int32Array(scenario.traffic.users);
  for (const user of users) counts[user]!++;
  return counts;
}

/** How many standard deviations Pearson's statistic lies from its mean. */
function excess(counts: Int32Array, expected: (user: number) => number): number {
  let statistic = 0;
  counts.forEach((n, user) => (statistic += (n - expected(user)) ** 2 / expected(user)));
  const freedom = counts.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

test("uniform users come equally often", () => {
  const counts = countVisits({ users: 500 }, 200_000);
  expect(Math.abs(excess(counts, () => 400))).toBeLessThan(4);
});

describe.each([0.5, 1, 2])("zipf %d", (zipf) => {
  test("the k-th user comes in proportion to k^-s", () => {
    const requests = 400_000;
    const users = 100;
    const counts = countVisits({ users, activity: { zipf } }, requests);
    let whole = 0;
    for (let k = 1; k <= users; k++) whole += k ** -zipf;
    expect(
      Math.abs(excess(counts, (user) => (requests * (user + 1) ** -zipf) / whole)),
    ).toBeLessThan(4);
  });
});

test("zipf 0 is uniform, and one user sends everything", () => {
  expect(
    Math.abs(excess(countVisits({ users: 50, activity: { zipf: 0 } }, 1e5), () => 2000)),
  ).toBeLessThan(4);
  expect([...countVisits({ users: 1, activity: { zipf: 1 } }, 100)]).toEqual([100]);
  expect([...countVisits({ users: 3, activity: { zipf: 100 } }, 100)]).toEqual([100, 0, 0]);
});

test("the least and the greatest draw find the first and the last user", () => {
  for (const activity of ["uniform", { zipf: 1.1 }]) {
    const visit = visits(scenarioOf({ traffic: { users: 977, activity } }).traffic);
    const users = new Int32Array(2);
    visit(Float64Array.of(0, 1 - 2 ** -32), users);
    expect([...users]).toEqual([0, 976]);
  }
});

const SEGMENTS = [
  { id: "big", share: 0.6 },
  { id: "none", share: 0 },
  { id: "small", share: 0.1 },
  { id: "mid", share: 0.3 },
];

test("each segment has its share of the users, within two", () => {
  for (const users of [1, 10, 999, 10_000]) {
    const of = segmentsOf(scenarioOf({ traffic: { users, segments: SEGMENTS } }).traffic);
    SEGMENTS.forEach(({ share }, s) => {
      const members = of.filter((segment) => segment === s).length;
      expect(Math.abs(members - share * users)).toBeLessThanOrEqual(2);
    });
  }
});

test("each segment has its share of the busiest users too", () => {
  const of = segmentsOf(scenarioOf({ traffic: { users: 10_000, segments: SEGMENTS } }).traffic);
  for (const busiest of [20, 100, 1000])
    SEGMENTS.forEach(({ share }, s) => {
      const members = of.subarray(0, busiest).filter((segment) => segment === s).length;
      expect(Math.abs(members - share * busiest)).toBeLessThanOrEqual(2);
    });
});

describe("a user's own luck", () => {
  test("is uniform over users, for any salt", () => {
    for (const salt of [0, 1, -1, 123456789, -2147483648]) {
      const counts = new Int32Array(200);
      for (let user = 0; user < 100_000; user++) {
        const draw = userDraw(user, salt);
        counts[Math.floor(draw * 200)]!++; // outside of [0, 1) it would be lost
      }
      expect(counts.reduce((sum, n) => sum + n)).toBe(100_000);
      expect(Math.abs(excess(counts, () => 500))).toBeLessThan(4);
    }
  });

  test("is different for every user, and another with another salt", () => {
    const draws = Array.from({ length: 50_000 }, (_, user) => userDraw(user, 99));
    expect(new Set(draws).size).toBe(50_000);
    const others = draws.filter((draw, user) => userDraw(user, 100) === draw);
    expect(others).toEqual([]);
    const product =
      draws.reduce((sum, x, user) => sum + (x - 0.5) * (userDraw(user, 100) - 0.5), 0) /
      draws.length;
    expect(Math.abs(product * 12 * Math.sqrt(draws.length))).toBeLessThan(4);
  });
});
