// Every bandit policy there is. Adding one: a file, and a line here.
import { epsilonGreedy } from "./epsilonGreedy.ts";
import { thompson } from "./thompson.ts";
import type { PolicyKind } from "./types.ts";
import { uniform } from "./uniform.ts";

export const policies: readonly PolicyKind<unknown>[] = [thompson, epsilonGreedy, uniform];
