// An interval that holds the true effect at all looks at once: look whenever, stop as soon as it excludes 0. It takes some more
// requests than a test of fixed size that happens to have guessed the effect, and fewer when the effect is larger.
import * as z from "zod";
import { plain } from "../judges/wording.ts";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import { wholeIn } from "../scenario/units.ts";
import { normalSequence } from "../statistics/normalSequence.ts";
import { soundEffect, together } from "./effect.ts";
import type { Design, ExperimentTest, Look } from "./types.ts";
import { pWords, silent, tooFew } from "./words.ts";

const config = z.strictObject({
  tuning: wholeIn(1, MAX_REQUESTS)
    .default(5000)
    .describe("Requests, of both groups together, at which its interval is narrowest: N*."),
});
type AlwaysValid = z.output<typeof config>;

export const alwaysValid: ExperimentTest<AlwaysValid> = {
  name: "alwaysValid",
  summary:
    "Stops once a confidence sequence excludes no difference: honest at any look where either outcome is not rare.",
  formula:
    "|d| > se sqrt(2 (N r^2 + 1) / (N r^2) ln(sqrt(N r^2 + 1) / alpha)), r^2 = (-2 ln alpha + ln(1 - 2 ln alpha)) / N*; d in points or relative, stratified, se unpooled (with few of an outcome at least the pooled one)",
  source:
    "Waudby-Smith et al. 2021, Time-uniform central limit theory and asymptotic confidence sequences; GrowthBook's sequential test, and the mSPRT of Johari et al. 2022 with tau^2 = r^2 N se^2",
  config,
  standard: (_config, { alpha }) => `that is sure at alpha ${plain(alpha)}`,
  start({ tuning }, { alpha, effect: kind }) {
    let least = 1; // p: what was once against no difference stays so
    return ({ strata, last }: Look) => {
      const even = last ? "even" : "undecided";
      const groups = together(strata);
      const effect = soundEffect(strata, kind);
      if (effect === undefined) return { ...silent(even, tooFew(groups)), size: null };
      const n = groups.stable.n + groups.candidate.n;
      const design = { alpha, tuning, side: "either" } as const;
      const { p, low, high } = normalSequence(effect, n, design);
      const soFar = (least = Math.min(least, p));
      const bound = (high - low) / 2 / effect.standardError;
      const z = effect.difference / effect.standardError;
      return {
        verdict: low > 0 ? "better" : high < 0 ? "worse" : even,
        standing: () => ({ statistic: "z", value: z, lower: -bound, upper: bound }),
        words: () => `${rangeWords(low, high, kind)}, ${pWords(soFar, alpha)}`,
        size: null,
      };
    };
  },
};

/** "between 0.4 and 2.1 points", "between 3% and 17%": an interval of the effect, no wider than an effect can be. */
function rangeWords(low: number, high: number, effect: Design["effect"]): string {
  const most = effect === "absolute" ? 1 : Infinity;
  const [from, to] = [Math.max(-1, low), Math.min(most, high)].map((end) => plain(end * 100, 2));
  return effect === "absolute" ? `between ${from} and ${to} points` : `between ${from}% and ${to}%`;
}
