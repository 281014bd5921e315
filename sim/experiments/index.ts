// Every test an experiment may use. Adding one: a file, and a line here.
import { fixed } from "./fixed.ts";
import type { ExperimentTest } from "./types.ts";

export const experimentTests: readonly ExperimentTest<unknown>[] = [fixed];
