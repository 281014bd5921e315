import { describe, expect, test } from "vitest";
import { OUTCOMES, placeOf, type RowLayout, widthOf } from "../../sim/odds/rows.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { openLane, RUNGS, type Lane, type Work } from "../../ui/lane.ts";

const layout: RowLayout = {
  strategies: [{ id: "only", type: "canary", world: "counts" }],
  versions: ["stable", "candidate"],
  drawn: [],
};
/** Nine points, every fourth of the curve. */
const ranks = [0, 2, 2, 2, 1, 2, 2, 2, 0];
const survey: Survey = {
  document: {},
  points: ranks.map((_, i) => ({ set: { x: i }, label: String(i) })),
  strategies: ["only"],
  runs: 400,
  seed: 1,
  until: 0.1,
  exact: false,
};

const open = (pace: { ms: number | null } = { ms: null }): Lane =>
  openLane(1, survey, ranks, true, pace);

/** Does a batch: candidates from a point on are always rolled back, those before it never. */
function work({ batch, accept }: Work, badFrom: number, msARun: number): void {
  const width = widthOf(layout);
  const rows = new Float64Array(batch.count * width);
  const outcome = OUTCOMES.indexOf(batch.point >= badFrom ? "rolledBack" : "promoted");
  for (let run = 0; run < batch.count; run++)
    rows[run * width + placeOf(layout, 0, "outcome")] = outcome;
  accept({ rows, layout, ms: batch.count * msARun });
}

function first(lane: Lane): Work | null {
  for (const rung of RUNGS.keys()) {
    const found = lane.first(rung);
    if (found !== null) return found;
  }
  return null;
}

describe("a lane", () => {
  test("hands out what fits into some milliseconds, once it knows what a run takes", () => {
    const pace = { ms: null };
    const lane = open(pace);
    const unknown = first(lane)!;
    expect(unknown.batch.count).toBe(1);
    work(unknown, 9, 2);
    expect(pace).toEqual({ ms: 2 });
    expect(lane.next()!.batch.count).toBe(6);
    // Another of the same scenario knows it from the start; what is dear comes one by one.
    expect(open(pace).next()!.batch.count).toBe(6);
    expect(open({ ms: 500 }).next()!.batch.count).toBe(1);
  });

  test("believes at once what is quick, and half of what is slow", () => {
    const pace = { ms: null };
    const lane = open(pace);
    const paces = [2, 10, 1].map((ms) => {
      work(lane.next()!, 9, ms);
      return pace.ms;
    });
    expect(paces).toEqual([2, 6, 1]);
  });

  test("while other points wait for their first runs goes no further than a rung, but with what is quick", () => {
    const counts = (ms: number): number[][] => {
      const lane = open({ ms });
      return [1, 2, 3, 4].map(() => {
        const { batch } = first(lane)!;
        return [batch.point, batch.count];
      });
    };
    expect(counts(2)).toEqual([
      [0, 2],
      [8, 2],
      [0, 3],
      [8, 3],
    ]);
    expect(counts(0.4).slice(0, 2)).toEqual([
      [0, 10],
      [8, 10],
    ]);
  });

  test("climbs from few runs of few points to some of every point", () => {
    const lane = open({ ms: 12 });
    const order: number[] = [];
    for (let next = first(lane); next !== null; next = first(lane)) {
      order.push(next.batch.point);
      work(next, 9, 12);
    }
    expect(order.slice(0, 4)).toEqual([0, 8, 0, 0]);
    expect(order.indexOf(4)).toBe(10);
    expect(lane.climbed).toBe(RUNGS.length);
    expect(lane.odds("x").points.map(({ label, runs }) => [label, runs])).toEqual([
      ["0", 20],
      ["4", 20],
      ["8", 20],
    ]);
  });

  test("goes on where it is least sure, and puts points where the curve is steep", () => {
    const lane = open({ ms: 0.1 });
    for (let next = first(lane); next !== null; next = first(lane)) work(next, 6, 0.1);
    for (let next = lane.next(); next !== null; next = lane.next()) work(next, 6, 0.1);
    expect([lane.isOver, lane.runs === lane.total]).toEqual([true, true]);
    // Between 4 and 8, then between 4 and 6, until nothing lies between a point before and one after the step.
    expect(lane.odds("x").points.map(({ label }) => label)).toEqual(["0", "4", "5", "6", "8"]);
  });

  test("has no batch twice, but for one that was given back", () => {
    const lane = open({ ms: 12 });
    const [one, two] = [first(lane)!, first(lane)!];
    expect(one.batch).not.toEqual(two.batch);
    one.giveBack();
    const all: Work[] = [];
    for (let next = lane.next(); next !== null && all.length < 100; next = lane.next())
      all.push(next);
    expect(all.filter(({ batch }) => batch.point === 0 && batch.from === 0)).toHaveLength(1);
  });
});
