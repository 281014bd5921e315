// Every judge there is. Adding one: a file, and a line here.
import { alwaysValid } from "./alwaysValid.ts";
import { bayesian } from "./bayesian.ts";
import { eProcess } from "./eProcess.ts";
import { given } from "./given.ts";
import { kayenta } from "./kayenta.ts";
import { mannWhitney } from "./mannWhitney.ts";
import { sprt } from "./sprt.ts";
import { threshold } from "./threshold.ts";
import { twoProportion } from "./twoProportion.ts";
import type { Judge } from "./types.ts";

export const judges: readonly Judge<unknown>[] = [
  threshold,
  alwaysValid,
  eProcess,
  sprt,
  bayesian,
  twoProportion,
  mannWhitney,
  kayenta,
  given,
];
