// The test of the textbook: look once, when there is enough. Told to look more often it does that without paying for it, as
// people do who peek at a running experiment.
import * as z from "zod";
import { plain } from "../judges/wording.ts";
import { wholeIn } from "../scenario/units.ts";
import { normalQuantile, normalTail } from "../statistics/normal.ts";
import { effectIfNone, together } from "./effect.ts";
import { reachWords } from "./reach.ts";
import { has, sizeFor, sizeWords } from "./size.ts";
import type { Design, ExperimentTest, Found, Look } from "./types.ts";
import { pWords, silent, zWords } from "./words.ts";

/** More looks than requests come between them are none. */
const MOST_LOOKS = 10_000;

const config = z.strictObject({
  looks: wholeIn(1, MOST_LOOKS)
    .default(1)
    .describe(
      "How often it tests on the way to its size, evenly, each time at the full alpha. More than 1 is peeking, wrong on purpose: 5 looks find a difference where there is none in 14% of experiments, 200 in 43%, where 5% were meant.",
    ),
});
type Fixed = z.output<typeof config>;

export const fixed: ExperimentTest<Fixed> = {
  name: "fixed",
  summary: "Waits for the sample size and tests once: the textbook's z test.",
  formula:
    "|z| > z_(1 - alpha/2) once n >= ((z_(1 - alpha/2) sqrt((1 + 1/k) p q) + z_(power) sqrt(p1 q1 + p2 q2 / k)) / d)^2; z pooled (Cochran's over strata), of a relative effect by the delta method",
  source:
    "Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, 3.2 and 4.2; Cochran 1954; size by an internal pilot, Gould 1992",
  config,
  standard: (_config, { alpha }) => `at alpha ${plain(alpha)}`,
  start({ looks }, design) {
    const bound = normalQuantile(1 - design.alpha / 2, design.alpha / 2);
    let looked = 0;
    let found: Found = silent("undecided");
    return (look) => {
      const seen = together(look.strata);
      const size = sizeFor(seen, design);
      const due = dueLook(looks, looked, (share) => has(seen, size, share));
      if (due > looked || look.last)
        found = tested(look, design, bound, look.last || due === looks);
      looked = due;
      return {
        ...found,
        size: {
          ...sizeWords(seen, size),
          reach: () => reachWords(seen, design),
        },
      };
    };
  },
};

/** The last of the planned looks there is enough for by now. */
function dueLook(looks: number, looked: number, hasShare: (share: number) => boolean): number {
  let due = looked;
  while (due < looks && hasShare((due + 1) / looks)) due++;
  return due;
}

function tested({ strata }: Look, design: Design, bound: number, over: boolean): Found {
  const effect = effectIfNone(strata, design.effect);
  const even = over ? "even" : "undecided";
  if (effect === undefined) return silent(even);
  const z = effect.difference / effect.standardError;
  const p = Math.min(1, 2 * normalTail(Math.abs(z)));
  return {
    verdict: p >= design.alpha ? even : z > 0 ? "better" : "worse",
    standing: () => ({ statistic: "z", value: z, lower: -bound, upper: bound }),
    words: () => `${zWords(z)}, ${pWords(p, design.alpha)}`,
  };
}
