// Every bandit policy there is. Adding one: a file, and a line here.
import { epsilonDecreasing } from "./epsilonDecreasing.ts";
import { epsilonGreedy } from "./epsilonGreedy.ts";
import { greedy } from "./greedy.ts";
import { moss } from "./moss.ts";
import { thompson } from "./thompson.ts";
import type { PolicyKind } from "./types.ts";
import { ucb1 } from "./ucb1.ts";
import { ucbAlpha } from "./ucbAlpha.ts";
import { ucbTuned } from "./ucbTuned.ts";
import { uniform } from "./uniform.ts";

export const policies: readonly PolicyKind<unknown>[] = [
  thompson,
  ucb1,
  ucbAlpha,
  ucbTuned,
  moss,
  epsilonGreedy,
  epsilonDecreasing,
  greedy,
  uniform,
];
