// Every strategy there is. Adding one: a file, and a line here.
import { abTest } from "./abTest.ts";
import { bandit } from "./bandit.ts";
import { blueGreen } from "./blueGreen.ts";
import { canary } from "./canary.ts";
import { codeDeploy } from "./codeDeploy.ts";
import { flagger } from "./flagger.ts";
import { kserve } from "./kserve.ts";
import { linear } from "./linear.ts";
import { oracle } from "./oracle.ts";
import { recreate } from "./recreate.ts";
import { rolling } from "./rolling.ts";
import { safeRollout } from "./safeRollout.ts";
import { sageMaker } from "./sageMaker.ts";
import { shadow } from "./shadow.ts";
import { stay } from "./stay.ts";
import type { Strategy } from "./types.ts";

export const strategies: readonly Strategy<unknown>[] = [
  stay,
  oracle,
  recreate,
  rolling,
  blueGreen,
  canary,
  linear,
  flagger,
  shadow,
  kserve,
  codeDeploy,
  sageMaker,
  abTest,
  safeRollout,
  bandit,
];
