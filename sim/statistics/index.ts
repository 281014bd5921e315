// The statistics by themselves, as the package's entry `statistics`: what a report on an experiment needs beside what a run shows.
export type { Beta } from "./betaBest.ts";
export { betaBest } from "./betaBest.ts";
export { betaBetter, expectedLoss } from "./betaBetter.ts";
export { betaPosterior } from "./betaPosterior.ts";
export { betaQuantile } from "./betaQuantile.ts";
export type { Interval } from "./bernoulliSequence.ts";
export {
  confidenceSequence,
  lnEvidenceAbove,
  lnEvidenceAgainst,
  lnEvidenceBelow,
} from "./bernoulliSequence.ts";
export type { Effect, Side, Verdict } from "./difference.ts";
export { absoluteEffect, relativeEffect, wald, welch } from "./difference.ts";
export { fisher } from "./fisher.ts";
export { floored } from "./floored.ts";
export {
  classicalBounds,
  inflation,
  NO_LOOK,
  nextLook,
  spending,
  spendingBounds,
} from "./groupSequential.ts";
export { clopperPearson, newcombe, wilson } from "./intervals.ts";
export { kl } from "./kl.ts";
export { laiRobbins } from "./laiRobbins.ts";
export { locationShift, mannWhitney } from "./mannWhitney.ts";
export { normalBest } from "./normalBest.ts";
export { normalPosterior } from "./normalPosterior.ts";
export { normalSequence } from "./normalSequence.ts";
export { driftFor, expectedLift, minimumDetectable, moreNeeded, power } from "./power.ts";
export { lnSampleRatioEvidence, sampleRatio, sampleRatioP } from "./sampleRatio.ts";
export { cohenH, sampleSize, sampleSizeByH, sampleSizeUnpooled } from "./sampleSize.ts";
export { lnLikelihoodRatio, sprtBounds } from "./sprt.ts";
export { stratifiedEffect, stratifiedEffectIfNone } from "./stratified.ts";
export { topTwo } from "./topTwo.ts";
export type { Counts } from "./twoProportions.ts";
export { twoProportions } from "./twoProportions.ts";
export { afterBlock, lnTwoSample, NO_BLOCKS } from "./twoSampleEvidence.ts";
export { valueRemaining } from "./valueRemaining.ts";
