// A change of a plan as lines of a table: a path, what was written there, and what is to be. Of what is set as a whole only the
// fields that differ.
import type { PlanChange } from "../../sim/odds/advise/types.ts";
import { fields, items } from "../../sim/scenario/document.ts";
import { type Path, printPath, readPath } from "../../sim/scenario/path.ts";
import { printable } from "./terminal.ts";

const LONGEST = 36;

export function changeRows({ path, from, to }: PlanChange): [string, string, string][] {
  return differing(readPath(path), from, to).map(([at, before, after]) => [
    printPath(at),
    ...texts(before, after),
  ]);
}

type Difference = readonly [path: Path, from: unknown, to: unknown];

function differing(path: Path, from: unknown, to: unknown): Difference[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return items(to).flatMap((item, i) => differing([...path, i], from[i], item));
  if (fields(from) !== from || fields(to) !== to) return [[path, from, to]];
  const [before, after] = [fields(from), fields(to)];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differing([...path, key], before[key], after[key]));
}

/** Both cut where they are long, and from where they differ if that would be cut away. */
function texts(from: unknown, to: unknown): [string, string] {
  const whole = [from, to].map((value) =>
    typeof value === "string" || value === undefined ? value : JSON.stringify(value),
  );
  const [before, after] = whole as [string | undefined, string | undefined];
  const start = before === undefined || after === undefined ? 0 : firstDifference(before, after);
  const skipped = start < LONGEST / 2 ? 0 : start - LONGEST / 4;
  return [cut(before, skipped) ?? "(not written)", cut(after, skipped) ?? "(taken away)"];
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

function cut(text: string | undefined, skipped: number): string | undefined {
  if (text === undefined) return undefined;
  if (text.length <= LONGEST) return printable(text);
  const rest = skipped === 0 ? text : `...${text.slice(skipped)}`;
  return printable(rest.length > LONGEST ? `${rest.slice(0, LONGEST - 3)}...` : rest);
}
