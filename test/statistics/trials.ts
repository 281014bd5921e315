// Experiments for tests that look again and again: two groups, block by block, from fixed seeds.
import { stream, type Stream } from "../../sim/random/streams.ts";
import type { Counts } from "../../sim/statistics/twoProportions.ts";

export interface Block {
  readonly first: Counts;
  readonly second: Counts;
}

/** What is true in block i. */
export interface Truth {
  readonly first: number;
  readonly second: number;
  /** The second's share of the block's trials. */
  readonly split: number;
  readonly trials: number;
}

function count(draw: Stream, n: number, p: number): Counts {
  let successes = 0;
  for (let i = 0; i < n; i++) if (draw() < p) successes++;
  return { successes, n };
}

/** One experiment of so many blocks. */
export function* blocks(
  seed: number,
  looks: number,
  truth: (i: number) => Truth,
): Generator<Block> {
  const draw = stream(seed, "blocks");
  for (let i = 0; i < looks; i++) {
    const { first, second, split, trials } = truth(i);
    const n = Math.round(trials * split);
    yield { first: count(draw, trials - n, first), second: count(draw, n, second) };
  }
}

export const add = (a: Counts, b: Counts): Counts => ({
  successes: a.successes + b.successes,
  n: a.n + b.n,
});

/** The share of experiments in which `says` is true at any look; it is made anew for each. */
export function everSays(
  experiments: number,
  looks: number,
  truth: (i: number) => Truth,
  start: () => (block: Block) => boolean,
): number {
  let yes = 0;
  for (let seed = 0; seed < experiments; seed++) {
    const says = start();
    for (const block of blocks(seed, looks, truth)) {
      if (!says(block)) continue;
      yes++;
      break;
    }
  }
  return yes / experiments;
}

/** Four standard errors of a share of p seen in n experiments. */
export const fourErrors = (p: number, n: number): number => 4 * Math.sqrt((p * (1 - p)) / n);
