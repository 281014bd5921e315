// A test of an experiment looked at again and again, outside of any world: counts in, the first verdict out.
import { startTest, type TestConfig } from "../../sim/experiments/parameter.ts";
import type { Design, Finding, Look, Stratum } from "../../sim/experiments/types.ts";
import { stream, type Stream } from "../../sim/random/streams.ts";

export const DESIGN: Design = {
  split: 0.5,
  alpha: 0.05,
  power: 0.8,
  mde: 0.04,
  effect: "absolute",
};

/** Begins a test of which everything it can tell is asked for at once, at every look. */
export function looking(config: TestConfig, design: Design) {
  const { look } = startTest(config, design);
  return (at: Look) => {
    const finding = look(at);
    const { verdict, size } = finding;
    return {
      verdict,
      standing: finding.standing(),
      words: finding.words(),
      size: size && { ...size, reach: size.reach() },
    };
  };
}

export interface Groups {
  /** Success rates of stable and the candidate. */
  readonly rates: readonly [number, number];
  /** Requests of each group between two looks. */
  readonly block: readonly [number, number];
  readonly looks: number;
}

/** Successes of `n`, each with chance `rate`. */
function draw(n: number, rate: number, chance: Stream): number {
  let successes = 0;
  for (let i = 0; i < n; i++) if (chance() < rate) successes++;
  return successes;
}

/** Looks until there is a verdict, at the most `looks` times; the last one is no last look. */
export function decided(
  config: TestConfig,
  design: Design,
  { rates, block, looks }: Groups,
  seed: number,
): Pick<Finding, "verdict"> & { readonly looks: number } {
  const { look } = startTest(config, design);
  const chance = stream(seed, "experiment");
  let stratum: Stratum = { stable: { successes: 0, n: 0 }, candidate: { successes: 0, n: 0 } };
  for (let k = 1; ; k++) {
    stratum = {
      stable: {
        n: k * block[0],
        successes: stratum.stable.successes + draw(block[0], rates[0], chance),
      },
      candidate: {
        n: k * block[1],
        successes: stratum.candidate.successes + draw(block[1], rates[1], chance),
      },
    };
    const { verdict } = look({ strata: [stratum], last: false });
    if (verdict !== "undecided" || k === looks) return { verdict, looks: k };
  }
}

/** The share of seeds, from 1 on, of which something is so. */
export function shareOf(seeds: number, is: (seed: number) => boolean): number {
  let n = 0;
  for (let seed = 1; seed <= seeds; seed++) if (is(seed)) n++;
  return n / seeds;
}

/** Whether a difference was found, either way. */
export const found = ({ verdict }: Pick<Finding, "verdict">): boolean =>
  verdict === "better" || verdict === "worse";
