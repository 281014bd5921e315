// A stretch of time as a person writes it: FROM..TO.
import type { Seconds } from "../scenario/types.ts";
import { duration } from "../scenario/units.ts";
import { momentForm } from "./moment.ts";
import type { Stretch } from "./types.ts";

/** What was written where a stretch was expected: what is odd of it, and whether that is only that it ends before it begins. */
export interface NoStretch {
  readonly odd: string;
  readonly isBackward: boolean;
}

/** @param begin  when the first period began: what durations count from */
export function readStretch(text: string, begin: Seconds): Stretch | NoStretch {
  const [, ...written] = /^(.*?)\.\.(.*)$/.exec(text) ?? [];
  const ends = written.map((end) => (end === "" ? null : momentIn(end, begin)));
  const odd = ends.indexOf(undefined);
  if (odd >= 0) return { odd: written[odd]!, isBackward: false };
  const [from, to] = ends;
  if (from === undefined || to === undefined) return { odd: text, isBackward: false };
  return from !== null && to !== null && from >= to
    ? { odd: text, isBackward: true }
    : { from, to };
}

function momentIn(text: string, begin: Seconds): Seconds | undefined {
  const after = duration.safeParse(text);
  return after.success ? begin + after.data : momentForm(text)?.read(text);
}
