// What differs between two scenarios, place by place, as written. What is only said in other words ("60s", "1m", a default written
// out) is no difference: the scenarios that were read say the same there.
import { documentOf } from "../parse.ts";
import { fields, items } from "../scenario/document.ts";
import { type Path, printPath, valueAt } from "../scenario/path.ts";
import type { Scenario } from "../scenario/types.ts";

export interface ScenarioChange {
  /** In the later document; of an item that is gone, in the earlier. */
  readonly path: string;
  /** As written; null when nothing was. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields that change no run. */
const SAID: readonly string[] = ["$schema", "name", "story", "seed", "expect", "source", "assumed"];

/** In the order of the later document; then what is gone and has nothing in its place. */
export function changesBetween(before: Scenario, after: Scenario): ScenarioChange[] {
  const changes: ScenarioChange[] = [];

  function look(was: Place, is: Place): void {
    if (alike(was.value, is.value)) return;
    const [read, reread] = [valueAt(before, was.path), valueAt(after, is.path)];
    if (read !== undefined && alike(read, reread)) return;
    const pairs = pairsOf(was, is);
    if (pairs === null)
      changes.push({
        path: printPath(is.path),
        before: was.value ?? null,
        after: is.value ?? null,
      });
    else for (const [one, other] of pairs) look(one, other);
  }
  look(
    { path: [], value: withoutWords(documentOf(before)) },
    { path: [], value: withoutWords(documentOf(after)) },
  );
  return replaced(changes);
}

/** What is gone from a place where something else was added is one change: what was there, and what is there now. */
function replaced(changes: readonly ScenarioChange[]): ScenarioChange[] {
  const gone = new Map(
    changes.flatMap((change) => (change.after === null ? [[change.path, change] as const] : [])),
  );
  const added = new Set(
    changes.flatMap(({ path, before }) => (before === null && gone.has(path) ? [path] : [])),
  );
  return changes.flatMap((change) => {
    if (!added.has(change.path)) return [change];
    return change.before === null ? [{ ...change, before: gone.get(change.path)!.before }] : [];
  });
}

/** Whether a change is of the plan, and not of the world it runs in. */
export function isOfPlan({ path }: ScenarioChange): boolean {
  return path.startsWith("strategies");
}

interface Place {
  readonly path: Path;
  readonly value: unknown;
}

function withoutWords(document: unknown): unknown {
  return Object.fromEntries(
    Object.entries(fields(document)).filter(([key]) => !SAID.includes(key)),
  );
}

/** What stands in both, or either; null when they are of different kinds, or have no parts to look into. */
function pairsOf(was: Place, is: Place): (readonly [Place, Place])[] | null {
  if (Array.isArray(was.value) && Array.isArray(is.value)) return pairsOfLists(was, is);
  if (!isObject(was.value) || !isObject(is.value)) return null;
  const [old, now] = [fields(was.value), fields(is.value)];
  const keys = [...new Set([...Object.keys(now), ...Object.keys(old)])];
  const at = ({ path }: Place, value: unknown, key: string) => ({ path: [...path, key], value });
  return keys.map((key) => [at(was, old[key], key), at(is, now[key], key)]);
}

/** Items with a name belong together by it; others by their place, in lists of one length. */
function pairsOfLists(was: Place, is: Place): (readonly [Place, Place])[] | null {
  const [old, now] = [items(was.value), items(is.value)];
  const [oldNames, newNames] = [old.map(nameOf), now.map(nameOf)];
  const at = ({ path }: Place, list: readonly unknown[], i: number): Place => ({
    path: [...path, i],
    value: list[i],
  });
  if ([...oldNames, ...newNames].some((name) => name === undefined))
    return old.length === now.length ? now.map((_, i) => [at(was, old, i), at(is, now, i)]) : null;
  return pairsByName(oldNames, newNames).map(([before, after]) => {
    const item = at(was, old, before);
    return [item, after === -1 ? { path: item.path, value: undefined } : at(is, now, after)];
  });
}

/**
 * What belongs together of two lists: what has one name, and what is the only one left in each.
 * @returns indices in both, in the order of the later list, then what is gone; -1 where there is none
 */
export function pairsByName(
  before: readonly unknown[],
  after: readonly unknown[],
): [before: number, after: number][] {
  const gone = [...before.keys()].filter((i) => !after.includes(before[i]));
  const added = [...after.keys()].filter((i) => !before.includes(after[i]));
  const renamed = gone.length === 1 && added.length === 1;
  return [
    ...after.map((name, i): [number, number] => [
      renamed && i === added[0] ? gone[0]! : before.indexOf(name),
      i,
    ]),
    ...(renamed ? [] : gone.map((i): [number, number] => [i, -1])),
  ];
}

function nameOf(item: unknown): unknown {
  const { id, type } = fields(item);
  return id ?? type;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}

/** Whether two values say the same; arrival times are compared one by one, and not as text. */
function alike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return false;
  if (isList(one) || isList(other)) {
    if (!isList(one) || !isList(other) || one.length !== other.length) return false;
    for (let i = 0; i < one.length; i++) if (!alike(one[i], other[i])) return false;
    return true;
  }
  const [a, b] = [fields(one), fields(other)];
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && alike(a[key], b[key]))
  );
}

function isList(value: object): value is ArrayLike<unknown> & object {
  return Array.isArray(value) || value instanceof Float64Array;
}
