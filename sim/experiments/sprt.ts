// Wald's sequential test of "no difference" against a difference of just `mde`, either way: mostly over sooner than a fixed size,
// with or without a difference.
import * as z from "zod";
import { plain } from "../judges/wording.ts";
import type { Effect } from "../statistics/difference.ts";
import { sprtBounds } from "../statistics/sprt.ts";
import { effectIfNone, soundEffect, together } from "./effect.ts";
import type { Design, ExperimentTest, Found } from "./types.ts";
import { compared, effectWords, silent, tooFew } from "./words.ts";

const config = z.strictObject({});
type Sprt = z.output<typeof config>;

export const sprt: ExperimentTest<Sprt> = {
  name: "sprt",
  summary:
    "Wald's sequential test of no difference against `mde`, either way: may look at any time, and also ends on no difference.",
  formula:
    "ln LR = m |d| / v - m^2 / (2 v), d the difference, v its variance (pooled), m = mde; different once ln LR >= ln(power / (alpha / 2)), none once ln LR <= ln((1 - power) / (1 - alpha / 2))",
  source:
    "Wald 1947, Sequential Analysis, ch. 3; two one-sided tests of a drift (Whitehead 1997, The Design and Analysis of Sequential Clinical Trials). A normal approximation: the real alpha may exceed the nominal one a little (of lifts 6% for 5%)",
  config,
  standard: (_config, { alpha, mde, effect }) =>
    `of ${effectWords(mde, effect)} at alpha ${plain(alpha)}`,
  start(_config, design) {
    // both directions share alpha
    const bounds = sprtBounds(design.alpha / 2, 1 - design.power);
    return ({ strata, last }) => {
      const groups = together(strata);
      const isLift = design.effect === "relative";
      const effect = isLift ? soundEffect(strata, "relative") : effectIfNone(strata, "absolute");
      const found =
        effect === undefined
          ? silent(last ? "even" : "undecided", isLift ? tooFew(groups) : "")
          : decide(effect, design, bounds, last);
      return { ...found, size: null };
    };
  },
};

function decide(
  { difference, standardError }: Effect,
  { mde }: Design,
  { lower, upper }: ReturnType<typeof sprtBounds>,
  last: boolean,
): Found {
  const precision = 1 / (standardError * standardError);
  const value = precision * mde * (Math.abs(difference) - mde / 2);
  const standing = () => ({ statistic: "ln LR", value, lower, upper });
  if (value >= upper)
    return {
      verdict: difference > 0 ? "better" : "worse",
      standing,
      words: () => `ln LR = ${compared(value, ">=", upper)}`,
    };
  if (value <= lower)
    return { verdict: "even", standing, words: () => `ln LR = ${compared(value, "<=", lower)}` };
  const between = () =>
    `ln LR = ${value.toFixed(2)} between ${lower.toFixed(2)} and ${upper.toFixed(2)}`;
  return { verdict: last ? "even" : "undecided", standing, words: between };
}
