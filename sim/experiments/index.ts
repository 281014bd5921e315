// Every test an experiment may use. Adding one: a file, and a line here.
import { alwaysValid } from "./alwaysValid.ts";
import { bayesian } from "./bayesian.ts";
import { eProcess } from "./eProcess.ts";
import { fixed } from "./fixed.ts";
import { groupSequential } from "./groupSequential.ts";
import { sprt } from "./sprt.ts";
import type { ExperimentTest } from "./types.ts";

export const experimentTests: readonly ExperimentTest<unknown>[] = [
  fixed,
  groupSequential,
  alwaysValid,
  eProcess,
  sprt,
  bayesian,
];
