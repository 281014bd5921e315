import { expect, test } from "vitest";
import { oddsSentence } from "../../ui/oddsSentence.ts";
import { plain } from "../../ui/sentence.ts";
import type { OddsPicture } from "../../ui/store.ts";
import { order, pictureOf } from "./odds.ts";

const path = "versions[1].errorRate";
const said = (picture: OddsPicture): string => plain(oddsSentence(picture));

test("of a bad candidate: how often it is caught, and what a good one would meet", async () => {
  expect(said(await pictureOf(order))).toMatch(
    /^Quick catches this candidate in \d+ of 100 releases \(\d+ to \d+\); Patient in \d+ \(\d+ to \d+\)\. Quick would roll back a good one in (fewer than )?\d+ of 100 \(\d+ to \d+\)\.$/,
  );
});

test("of a good one: how often it is rolled back for nothing", async () => {
  const picture = await pictureOf({ ...order, edits: { [path]: 0.004 } });
  expect(said(picture)).toMatch(
    /^Quick rolls back this good candidate in \d+ of 100 releases \(\d+ to \d+\); Patient in \d+ \(\d+ to \d+\)\.$/,
  );
});

test("before the first run, nothing; and of those that never end a rollout, that", async () => {
  const picture = await pictureOf(order);
  const point = picture.answer.here.points[0]!;
  const withPoint = (change: Partial<typeof point>): OddsPicture => ({
    ...picture,
    answer: {
      ...picture.answer,
      here: { ...picture.answer.here, points: [{ ...point, ...change }] },
    },
  });
  expect(said(withPoint({ runs: 0 }))).toBe("");
  expect(said(withPoint({ runs: 2 }))).toMatch(/^After 2 runs: Quick catches/);
  const none = { p: 0, low: 0, high: 0.1, n: 40 };
  const still = { promoted: none, rolledBack: none, paused: none };
  const strategies = point.strategies.map((odds) => ({ ...odds, ...still }));
  expect(said(withPoint({ strategies }))).toBe(
    "None of them rolls back or promotes in any of 40 runs.",
  );
});

test("an interval is rounded as it is in the figures, but never to the share of what was never or always seen", async () => {
  const picture = await pictureOf(order);
  const point = picture.answer.here.points[0]!;
  const first = (p: number, low: number, high: number): string => {
    const strategies = point.strategies.map((odds) => ({
      ...odds,
      rolledBack: { p, low, high, n: 1000 },
    }));
    const points = [{ ...point, strategies }];
    const { answer } = picture;
    return said({ ...picture, answer: { ...answer, here: { ...answer.here, points } } });
  };
  expect(first(0.72, 0.686, 0.754)).toMatch(/in 72 of 100 releases \(69 to 75\);/);
  expect(first(0, 0, 0.0038)).toMatch(/in 0 of 100 releases \(0 to 1\);/);
  expect(first(1, 0.9962, 1)).toMatch(/in 100 of 100 releases \(99 to 100\);/);
});

test("where it is drawn whether a release is bad: catches and false rollbacks apart, and what is promoted", async () => {
  const picture = await pictureOf(order);
  const point = picture.answer.here.points[0]!;
  const share = (p: number) => ({ p, low: p - 0.02, high: p + 0.02, n: 100 });
  const strategies = point.strategies.map((odds) => ({
    ...odds,
    catch: share(0.9),
    falseRollback: share(0.12),
    badAmongPromoted: share(0.03),
  }));
  const points = [{ ...point, bad: null, strategies }];
  const { answer } = picture;
  expect(said({ ...picture, answer: { ...answer, here: { ...answer.here, points } } })).toBe(
    "Quick catches 90 of 100 bad releases (88 to 92) and rolls back 12 of 100 good ones (10 to 14); Patient 90 and 12. Of those that Quick promotes, 3 of 100 (1 to 5) are bad.",
  );
});
