// What the loop that counts makes of one stretch in which the arrival rate is a slope, against sums over arrival times: how many have been
// answered by its end and afterwards, how many of them ran into the timeout, and how long the answered took.
import { expect, test } from "vitest";
import { probabilityBelow, tabulate } from "../../sim/random/quantile.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { cellEdge, CELLS } from "../../sim/world/counters.ts";
import { countsLoop } from "../../sim/world/countsLoop.ts";
import { World } from "../../sim/world/world.ts";
import { scenarioOf } from "../worlds.ts";

const LASTING = 100;
const TIMEOUT = 80;
const LATENCY = { mean: 40 };
/** Seconds: an edge of the histogram, and less than many take. */
const EDGE = 20;
const STEPS = 2000;

const table = tabulate(LATENCY);
const slopes = { rising: [0, 2], falling: [2, 0], level: [1, 1] } as const;
type Slope = keyof typeof slopes;

/** The mean over arrivals of what depends on the moment of arrival. */
function overArrivals(slope: Slope, of: (at: number) => number): number {
  const [first, last] = slopes[slope];
  let sum = 0;
  for (let i = 0; i < STEPS; i++) {
    const x = (i + 0.5) / STEPS;
    sum += (first + (last - first) * x) * of(x * LASTING);
  }
  return sum / STEPS;
}

/** Of all that came, by law: answered by a moment, in the timeout by then, and answered fast by the end. */
const expected = (slope: Slope, by: number) => ({
  answered: overArrivals(slope, (at) =>
    by - at >= TIMEOUT ? 1 : probabilityBelow(table, Math.max(0, by - at)),
  ),
  errors: overArrivals(slope, (at) =>
    by - at >= TIMEOUT ? 1 - probabilityBelow(table, TIMEOUT) : 0,
  ),
});
const fastByLaw = (slope: Slope) =>
  overArrivals(slope, (at) => probabilityBelow(table, Math.min(EDGE, LASTING - at)));

function loopOf(scenario: Scenario, seed: number, watched: readonly number[]) {
  const world = new World({
    scenario,
    seed,
    router: "best",
    fleet: "stable",
    labels: false,
    paired: null,
    outcomes: null,
    witness: null,
    counted: true,
  });
  return { world, loop: countsLoop(world, { counts: new Set([0, 1]), latency: new Set(watched) }) };
}

function play(slope: Slope, rate: number, seed: number, watch: boolean) {
  const [first, last] = slopes[slope];
  const latency = LATENCY;
  const scenario = scenarioOf({
    duration: LASTING,
    traffic: {
      rate,
      timeout: TIMEOUT,
      shape: [
        [0, first],
        [LASTING, last],
      ],
    },
    versions: [
      { id: "stable", latency },
      { id: "candidate", latency },
    ],
  });
  const { world, loop } = loopOf(scenario, seed, watch ? [0, 1] : []);
  const { answered, errors, histogram, arrived } = world.counters;
  const total = (counts: Int32Array) => counts.reduce((sum, n) => sum + n, 0);
  loop.serve(LASTING, Infinity);
  const by = (at: number) => {
    loop.finish(at);
    return { answered: total(answered), errors: total(errors) };
  };
  const end = by(LASTING);
  const fast = total(histogram.filter((_, i) => cellEdge((i % CELLS) + 1) <= EDGE));
  return { came: total(arrived), fast, end, later: by(LASTING + 20) };
}

/** How far from the share of so many, in what is allowed: 4.5 standard errors, and a step of the table. */
function away(seen: number, share: number, of: number): number {
  const error = Math.sqrt((share * (1 - share)) / of);
  return Math.abs(seen / of - share) / (4.5 * error + 0.0005);
}

test.each(Object.keys(slopes) as Slope[])("answered by the end and later, %s", (slope) => {
  const { came, end, later } = play(slope, 2000, 1, false);
  for (const [seen, by] of [
    [end, LASTING],
    [later, LASTING + 20],
  ] as const) {
    const { answered, errors } = expected(slope, by);
    expect(away(seen.answered, answered, came)).toBeLessThan(1);
    expect(away(seen.errors, errors, came)).toBeLessThan(1);
  }
});

test.each(
  (Object.keys(slopes) as Slope[]).flatMap((slope) => [
    { slope, rate: 2000, runs: 1, how: "by cells" },
    { slope, rate: 20, runs: 100, how: "one by one" },
  ]),
)("how long the answered took, drawn $how, $slope", ({ slope, rate, runs }) => {
  const played = Array.from({ length: runs }, (_, i) => play(slope, rate, i + 1, true));
  const sum = (of: (run: (typeof played)[number]) => number) =>
    played.reduce((all, run) => all + of(run), 0);
  const inTime = sum(({ end }) => end.answered - end.errors);
  const law = expected(slope, LASTING);
  const seen = sum(({ fast }) => fast);
  expect(away(seen, fastByLaw(slope) / (law.answered - law.errors), inTime)).toBeLessThan(1);
});

test("those under way of several segments have luck of their own", () => {
  const segments = ["a", "b", "c", "d"].map((id) => ({ id, share: 0.25 }));
  const latency = LATENCY;
  const scenario = scenarioOf({
    duration: LASTING,
    traffic: { rate: 1, segments, timeout: 3600 },
    versions: [
      { id: "stable", latency },
      { id: "candidate", latency },
    ],
  });
  const answeredAt = (by: number) =>
    overArrivals("level", (at) => probabilityBelow(table, by - at));
  const [end, later] = [answeredAt(LASTING), answeredAt(LASTING + 20)];
  // of those who are under way at the end
  const share = (later - end) / (1 - end);
  const seeds = 1500;
  let spread = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { world, loop } = loopOf(scenario, seed, []);
    const answered = () => world.counters.answered.reduce((sum, n) => sum + n, 0);
    loop.serve(LASTING, Infinity);
    loop.finish(LASTING);
    const before = answered();
    const n = world.counters.arrived.reduce((sum, each) => sum + each, 0) - before;
    loop.finish(LASTING + 20);
    spread += (answered() - before - n * share) ** 2 / (n * share * (1 - share));
  }
  // a binomial's: 1, give or take 4.5 standard errors; with the same draws for all four it is more than 3
  expect(Math.abs(spread / seeds - 1)).toBeLessThan(4.5 * Math.sqrt(2 / seeds));
});
