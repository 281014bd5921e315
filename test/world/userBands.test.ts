// Users below an edge and users harmed, against users who each have luck of their own.
import { expect, test } from "vitest";
import { stream } from "../../sim/random/streams.ts";
import { chiSquareTail } from "../../sim/statistics/chiSquare.ts";
import { userBands } from "../../sim/world/userBands.ts";
import { replications } from "../full.ts";

test("users below an edge: never contradicted, and binomial", () => {
  const random = stream(1, "parts");
  const counts = Array.from({ length: 4000 }, () => {
    const bands = userBands(100);
    const half = bands.below(0.5, random);
    const quarter = bands.below(0.25, random);
    expect(bands.below(0.5, random)).toBe(half);
    expect(quarter).toBeLessThanOrEqual(half);
    expect([bands.below(0, random), bands.below(1, random)]).toEqual([0, 100]);
    return quarter;
  });
  const average = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  const variance = counts.reduce((sum, n) => sum + (n - average) ** 2, 0) / counts.length;
  // Binomial(100, 1/4): mean 25, variance 18.75; 4 standard errors
  expect(Math.abs(average - 25)).toBeLessThan(0.28);
  expect(Math.abs(variance - 18.75)).toBeLessThan(1.7);
});

/** Shares of the users, in the order of their luck, and how many requests of theirs harm. */
type Turn = readonly [from: number, to: number, requests: number];

const stories: Record<string, readonly Turn[]> = {
  "a share that grows": [
    [0.8, 1, 4],
    [0.5, 1, 9],
    [0, 1, 6],
  ],
  "a share that is cut down": [
    [0.5, 1, 12],
    [0.9, 1, 5],
    [0.9, 1, 3],
  ],
  "to and fro": [
    [0.3, 1, 8],
    [0.8, 1, 6],
    [0, 0.6, 7],
    [0.1, 0.2, 2],
    [0, 1, 5],
  ],
};
const USERS = 12;
const N = replications(20_000, 100_000);

/** Users harmed by the end, for a run in which each has luck of their own. */
function byUsers(turns: readonly Turn[], random: () => number): number {
  const lucks = Array.from({ length: USERS }, random);
  const harmed = new Set<number>();
  for (const [from, to, requests] of turns) {
    const there = [...lucks.keys()].filter((user) => lucks[user]! >= from && lucks[user]! < to);
    if (there.length === 0) continue;
    for (let i = 0; i < requests; i++) harmed.add(there[Math.floor(random() * there.length)]!);
  }
  return harmed.size;
}

function byBands(turns: readonly Turn[], random: () => number): number {
  const bands = userBands(USERS);
  return turns.reduce((met, [from, to, requests]) => {
    const [first, end] = [bands.below(from, random), bands.below(to, random)];
    return first === end ? met : met + bands.harm(requests, first, end, random);
  }, 0);
}

test.each(Object.keys(stories))("users harmed have the law of users one by one: %s", (name) => {
  const turns = stories[name]!;
  const tally = (play: typeof byUsers, seed: number) => {
    const random = stream(seed, name);
    const counts = new Int32Array(USERS + 1);
    for (let i = 0; i < N; i++) counts[play(turns, random)]!++;
    return counts;
  };
  const [one, other] = [tally(byUsers, 1), tally(byBands, 2)];
  const seen = [...one.keys()].filter((n) => one[n]! + other[n]! >= 20);
  const statistic = seen.reduce(
    (sum, n) => sum + (one[n]! - other[n]!) ** 2 / (one[n]! + other[n]!),
    0,
  );
  // two samples of one law differ by so much once in 100,000 times
  expect(chiSquareTail(statistic, seen.length - 1)).toBeGreaterThan(1e-5);
});
