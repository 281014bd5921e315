// Every judge there is. Adding one: a file, and a line here.
import { alwaysValid } from "./alwaysValid.ts";
import { given } from "./given.ts";
import { kayenta } from "./kayenta.ts";
import { mannWhitney } from "./mannWhitney.ts";
import { threshold } from "./threshold.ts";
import type { Judge } from "./types.ts";

export const judges: readonly Judge<unknown>[] = [
  threshold,
  alwaysValid,
  mannWhitney,
  kayenta,
  given,
];
