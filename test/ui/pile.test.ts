import { describe, expect, test } from "vitest";
import { pointOdds } from "../../sim/odds/pointOdds.ts";
import type { RowLayout } from "../../sim/odds/rows.ts";
import type { Batch, Survey } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { openPile, type Pile } from "../../ui/pile.ts";
import { order, smallQuestion } from "./odds.ts";

const EARLY = 100;

/** A pile of the small story's own point, and who does its batches. */
function pileOf(change: Partial<Survey>): {
  pile: Pile;
  work: (batch: Batch) => { rows: Float64Array; layout: RowLayout };
} {
  const survey = { ...smallQuestion(order).here, ...change };
  const bench = workbench(survey);
  const work = (batch: Batch) => ({ rows: bench.rows(batch), layout: bench.layout(0) });
  return { pile: openPile(survey, 0, EARLY), work };
}

/** All that there is to hand out now. */
function allOf(pile: Pile, most: number): Batch[] {
  const all: Batch[] = [];
  for (let batch = pile.next(most); batch !== null; batch = pile.next(most)) all.push(batch);
  return all;
}

describe("the runs of one point", () => {
  test("are told without a gap, whatever the batches and the order in which they come back", () => {
    const { pile, work } = pileOf({ runs: 250 });
    const batches = allOf(pile, 30);
    expect(batches.reduce((sum, { count }) => sum + count, 0)).toBe(250);
    // No batch lies on both sides of a look.
    for (const { from, count } of batches)
      expect(Math.floor(from / 100)).toBe(Math.floor((from + count - 1) / 100));
    const [first, ...others] = batches;
    for (const batch of others.toReversed()) pile.accept(batch, work(batch));
    expect([pile.runs, pile.width, pile.early, pile.odds()]).toEqual([0, 1, null, null]);
    pile.accept(first!, work(first!));
    pile.accept(first!, work(first!));
    expect([pile.runs, pile.isOver]).toEqual([250, true]);
    const { rows, layout } = work({ point: 0, from: 0, count: 250 });
    const expected = pointOdds(smallQuestion(order).here.points[0]!, layout, rows);
    expect(pile.odds()).toEqual(expected);
    const widths = expected.strategies.flatMap(({ promoted, rolledBack, paused, running }) =>
      [promoted, rolledBack, paused, running].map(({ low, high }) => high - low),
    );
    expect(pile.width).toBe(Math.max(...widths));
  });

  test("neighbours are compared by the first of them, however many come later", () => {
    const { pile, work } = pileOf({ runs: 200 });
    for (const batch of allOf(pile, 70)) pile.accept(batch, work(batch));
    const { pile: short, work: run } = pileOf({ runs: EARLY });
    for (const batch of allOf(short, 70)) short.accept(batch, run(batch));
    expect(pile.early).toEqual(short.odds()!.strategies.map(({ rolledBack }) => rolledBack.p));
  });

  test("are enough at the first look that finds their intervals narrow, not between looks", () => {
    const { pile, work } = pileOf({ runs: 1000, until: 0.2 });
    // A look ahead, and no further: more may not be needed.
    const ahead = allOf(pile, 25);
    expect(ahead.reduce((sum, { count }) => sum + count, 0)).toBe(200);
    for (const batch of ahead.slice(0, 3)) pile.accept(batch, work(batch));
    expect([pile.runs, pile.isOver]).toEqual([75, false]);
    expect(pile.width).toBeLessThan(0.25);
    for (const batch of ahead.slice(3)) pile.accept(batch, work(batch));
    expect([pile.runs, pile.isOver, pile.total]).toEqual([100, true, 100]);
    expect(pile.next(25)).toBeNull();
  });

  test("what was given back is handed out again, first", () => {
    const { pile, work } = pileOf({ runs: 100 });
    const [first, second] = [pile.next(10)!, pile.next(10)!];
    pile.giveBack(first);
    expect(pile.next(50)).toEqual(first);
    for (const batch of [second, ...allOf(pile, 100), first]) pile.accept(batch, work(batch));
    expect(pile.isOver).toBe(true);
  });
});
