// Every bandit policy there is. Adding one: a file, and a line here.
import { bayesUcb } from "./bayesUcb.ts";
import { discountedThompson } from "./discountedThompson.ts";
import { discountedUcb } from "./discountedUcb.ts";
import { epsilonDecreasing } from "./epsilonDecreasing.ts";
import { epsilonGreedy } from "./epsilonGreedy.ts";
import { exp3 } from "./exp3.ts";
import { exploreThenCommit } from "./exploreThenCommit.ts";
import { fixed } from "./fixed.ts";
import { greedy } from "./greedy.ts";
import { imed } from "./imed.ts";
import { klUcb } from "./klUcb.ts";
import { linThompson } from "./linThompson.ts";
import { linUcb } from "./linUcb.ts";
import { moss } from "./moss.ts";
import { slidingThompson } from "./slidingThompson.ts";
import { slidingUcb } from "./slidingUcb.ts";
import { softmax } from "./softmax.ts";
import { thompson } from "./thompson.ts";
import { topTwoThompson } from "./topTwoThompson.ts";
import type { PolicyKind } from "./types.ts";
import { ucb1 } from "./ucb1.ts";
import { ucbAlpha } from "./ucbAlpha.ts";
import { ucbTuned } from "./ucbTuned.ts";
import { uniform } from "./uniform.ts";

export const policies: readonly PolicyKind<unknown>[] = [
  thompson,
  topTwoThompson,
  ucb1,
  ucbAlpha,
  ucbTuned,
  klUcb,
  bayesUcb,
  imed,
  moss,
  epsilonGreedy,
  epsilonDecreasing,
  softmax,
  exp3,
  discountedThompson,
  slidingThompson,
  discountedUcb,
  slidingUcb,
  linUcb,
  linThompson,
  exploreThenCommit,
  greedy,
  fixed,
  uniform,
];
