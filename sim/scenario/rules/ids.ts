// Ids: that there is what one names, and that no two things have one.
import { expectedOneOf, type Finding } from "../explain.ts";
import type { Path } from "../path.ts";
import { show } from "../show.ts";

/** A reference to one of `known`; says nothing when there are none, or when it is no text: others have said so. */
export function* reference(path: Path, got: unknown, known: readonly string[]): Iterable<Finding> {
  if (typeof got === "string" && known.length > 0 && !known.includes(got))
    yield { path, message: expectedOneOf(known, got) };
}

export function* distinct(
  list: readonly unknown[],
  where: Path,
  idOfItem: (item: unknown) => unknown,
): Iterable<Finding> {
  const first = new Map<unknown, number>();
  for (const [index, item] of list.entries()) {
    const id = idOfItem(item);
    const before = first.get(id);
    if (typeof id !== "string") continue;
    if (before === undefined) first.set(id, index);
    else
      yield {
        path: [...where, index, "id"],
        message: `expected an id of its own, got ${show(id)}, which ${where.join(".")}[${before}] has`,
      };
  }
}
