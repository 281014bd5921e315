// Which scrapes are taken: every one that a look could see, and where looks keep a beat no other.
import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Watch } from "../../sim/monitor/types.ts";
import { wantedScrapes } from "../../sim/monitor/wantedScrapes.ts";

const watch = (window: number, more: Partial<Watch> = {}): Watch => ({
  target: 0,
  window,
  latency: false,
  labels: false,
  ...more,
});

/** Numbers of all scrapes up to `until` seconds that are taken, the first one included. */
function taken(
  interval: number,
  watches: readonly Watch[],
  rhythm: number | undefined,
  until = 600,
) {
  const wanted = wantedScrapes(interval, watches, rhythm);
  const numbers: number[] = [];
  for (let n = 0; n * interval <= until; n = wanted(n)) numbers.push(n);
  return numbers;
}

test("of four scrapes a minute one is for somebody who looks at minutes once a minute", () => {
  expect(taken(15, [watch(60)], 60, 300)).toEqual([0, 4, 8, 12, 16, 20]);
});

test("a window that is no whole number of scrapes begins with one of its own", () => {
  // a look at 60 s sees the scrapes at 60 and at 15, one at 120 s those at 120 and at 75
  expect(taken(15, [watch(40)], 60, 120)).toEqual([0, 1, 4, 5, 8]);
});

test("a lag, and pieces", () => {
  expect(taken(15, [watch(60, { lag: 30 })], 60, 180)).toEqual([0, 2, 4, 6, 8, 10, 12]);
  expect(taken(15, [watch(120, { step: 30 })], 120, 240)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16]);
});

test("without a beat, or with times of no whole number, all are taken; with nobody to look, none after the first", () => {
  const all = Array.from({ length: 9 }, (_, n) => n);
  expect(taken(15, [watch(60)], undefined, 120)).toEqual(all);
  expect(taken(0.5, [watch(2)], 2, 4)).toEqual(all);
  expect(taken(15, [watch(0.5)], 60, 120)).toEqual(all);
  expect(taken(15, [], 60, 120)).toEqual([0]);
});

test("every scrape that a look at the beat sees is taken, and none that no look sees", () => {
  const seconds = fc.integer({ min: 1, max: 90 });
  const watched = fc
    .record({ window: seconds, lag: fc.integer({ min: 0, max: 90 }) })
    .map(({ window, lag }) => watch(window, { lag }));
  const watches = fc.array(watched, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(seconds, seconds, watches, (interval, rhythm, list) => {
      const end = 12 * interval + 4 * rhythm;
      const seen = new Set([0]);
      for (let look = 0; look <= end + 200; look += rhythm)
        for (const { window, lag = 0 } of list)
          for (const back of [0, lag, lag + window])
            seen.add(Math.max(0, Math.floor((look - back) / interval)));
      const wanted = [...seen].toSorted((a, b) => a - b).filter((n) => n * interval <= end);
      expect(taken(interval, list, rhythm, end)).toEqual(wanted);
    }),
  );
});
