// A kind's table of fields, looked up by where a value stands.
import { didYouMean } from "../scenario/nearest.ts";
import type { Path } from "../scenario/path.ts";
import type { Field, Status } from "./types.ts";

/** What every Kubernetes object may carry beside its own fields. */
export const OBJECT_FIELDS: readonly Field[] = [
  { path: "apiVersion", status: "modelled", says: "says what the document is" },
  { path: "kind", status: "modelled", says: "says what the document is" },
  { path: "metadata.name", status: "modelled", says: "names it" },
  { path: "metadata.generateName", status: "modelled", says: "names it" },
  {
    path: "metadata.namespace",
    status: "ignored",
    says: "names are looked up in every namespace given",
  },
  { path: "metadata.labels.**", status: "ignored", says: "labels route and measure nothing here" },
  { path: "metadata.annotations.**", status: "ignored", says: "annotations change no outcome" },
  { path: "metadata.**", status: "ignored", says: "kept by the cluster" },
  { path: "status.**", status: "ignored", says: "how it is now; a scenario begins anew" },
];

/** What a table says of a place. */
export type Found =
  | { readonly known: true; readonly status: Status; readonly says: string; readonly depth: number }
  /** `hint` is "; did you mean ...?", or "". */
  | { readonly known: false; readonly depth: number; readonly hint: string };

interface Branch {
  readonly below: Map<string, Branch>;
  field: Field | null;
}

export interface Table {
  /**
   * What becomes of the value at `path`. `depth` is how many of its steps were needed to tell: fewer than all when a field and
   * everything below it are told as one, or when nothing is known from there on.
   */
  find(path: Path): Found;
}

/** A table to look fields up in. Where several fields match, the more literal one does. */
export function tableOf(fields: readonly Field[]): Table {
  const top: Branch = { below: new Map(), field: null };
  for (const field of fields) {
    let branch = top;
    for (const step of stepsOf(field.path)) {
      let next = branch.below.get(step);
      if (next === undefined) branch.below.set(step, (next = { below: new Map(), field: null }));
      branch = next;
    }
    branch.field = field;
  }
  return { find: (path) => find(top, path) };
}

/** `a.b[].c` -> a, b, [], c */
function stepsOf(path: string): string[] {
  return path
    .split(".")
    .flatMap((part) => (part.endsWith("[]") ? [part.slice(0, -2), "[]"] : [part]));
}

function find(top: Branch, path: Path): Found {
  let branch = top;
  /** The nearest field above that speaks for everything below it. */
  let whole: { field: Field; depth: number } | null = null;
  const known = ({ status, says }: Field, depth: number): Found => ({
    known: true,
    status,
    says,
    depth,
  });
  for (const [depth, step] of path.entries()) {
    const all = branch.below.get("**")?.field;
    if (all != null) whole = { field: all, depth: depth === 0 ? 1 : depth };
    const next: Branch | undefined =
      typeof step === "number"
        ? branch.below.get("[]")
        : (branch.below.get(step) ?? branch.below.get("*"));
    if (next === undefined) {
      if (whole !== null) return known(whole.field, whole.depth);
      const names = [...branch.below.keys()].filter((name) => !/^(\[\]|\*+)$/.test(name));
      return { known: false, depth: depth + 1, hint: didYouMean(step, names) };
    }
    branch = next;
  }
  if (branch.field !== null) return known(branch.field, path.length);
  const below = branch.below.get("**")?.field;
  if (below != null) return known(below, path.length);
  if (whole !== null) return known(whole.field, whole.depth);
  return { known: true, status: "ignored", says: "empty: its defaults hold", depth: path.length };
}
