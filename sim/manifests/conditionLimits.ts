// A success and a failure condition -> the limits of a check: which values pass, which fail, which are neither, and what no value is.
// The conditions are asked about every value where their answer can change, and between those.
import { type Asked, ask, type Result } from "./condition.ts";
import { type Expression, Unreadable } from "./conditionSyntax.ts";

export type Verdict = "pass" | "fail" | "inconclusive" | "error";

export interface Limits {
  readonly min?: number;
  readonly max?: number;
  /** Around [min, max]: values in it that do not pass are neither. */
  readonly inconclusive?: { readonly min?: number; readonly max?: number };
}

export interface Conditions {
  readonly success: Expression | null;
  readonly failure: Expression | null;
}

export interface Reading {
  /** Limits in the condition's own numbers, or the verdict that every value gets. */
  readonly limits: Limits | Verdict;
  readonly noData: Verdict;
}

/** Around a measured value: how the controller's `result` holds it. */
export interface Form {
  readonly wrap: (value: number) => Result;
  /** What `result` is when there is nothing to measure. */
  readonly empty: Result;
  /** The largest value there can be. The smallest is 0. */
  readonly most: number;
}

/** What one measurement comes to: Argo Rollouts' rules for conditions. */
export function verdictOf({ success, failure }: Conditions, result: Result): Verdict {
  const [good, bad] = [success, failure].map((one) =>
    one === null ? null : ask(one, result).holds,
  );
  if (good === "error" || bad === "error") return "error";
  if (good === null && bad === null) return "pass";
  if (bad === true) return "fail";
  if (good === null) return "pass";
  if (good === true) return "pass";
  return bad === null ? "fail" : "inconclusive";
}

/** @throws Unreadable when the values that pass, or those that do not fail, are no single range */
export function limitsOf(conditions: Conditions, form: Form): Reading {
  const noData = verdictOf(conditions, form.empty);
  const pieces = piecesOf(conditions, form);
  const verdicts = new Set(pieces.map(({ verdict }) => verdict));
  if (verdicts.has("error")) {
    if (verdicts.size === 1) return { limits: "error", noData };
    throw new Unreadable("is an error for some values and not for others");
  }
  const [only] = verdicts;
  if (verdicts.size === 1) return { limits: only!, noData };
  if (!verdicts.has("pass")) throw new Unreadable("lets no value pass");
  const passes = rangeOf(pieces, form, ({ verdict }) => verdict === "pass");
  const standing = rangeOf(pieces, form, ({ verdict }) => verdict !== "fail");
  if (!verdicts.has("inconclusive")) return { limits: passes, noData };
  // A side the band leaves out would end where passing ends.
  const band = {
    ...(passes.min !== undefined && { min: standing.min ?? 0 }),
    ...(passes.max !== undefined && { max: standing.max ?? form.most }),
  };
  return { limits: { ...passes, inconclusive: band }, noData };
}

/** A value, or the open range up to the next one, and what it comes to. */
interface Piece {
  /** The lowest and the highest number in it. */
  readonly from: number;
  readonly to: number;
  readonly verdict: Verdict;
}

function piecesOf(conditions: Conditions, { wrap, most }: Form): Piece[] {
  const pieces: Piece[] = [];
  const add = (from: number, to: number, at: number) =>
    pieces.push({ from, to, verdict: verdictOf(conditions, wrap(at)) });
  const turns = turnsOf(conditions, { wrap, most });
  turns.forEach((at, i) => {
    add(at, at, at);
    const next = turns[i + 1];
    const [from, to] = [above(at), next === undefined ? most : below(next)];
    if (from <= to) add(from, to, to === Infinity ? from * 2 + 1 : (from + to) / 2);
  });
  return pieces;
}

/** Where answers can change, 0 first. Branches not taken at one value may be at another, so the search goes on until it finds no more. */
function turnsOf(conditions: Conditions, { wrap, most }: Pick<Form, "wrap" | "most">): number[] {
  const found = new Set<number>([0]);
  const asked = new Set<number>();
  for (;;) {
    const sorted = [...found].toSorted((a, b) => a - b);
    const between = sorted.map((at, i) => {
      const next = sorted[i + 1] ?? Math.min(most, at * 2 + 1);
      return (at + next) / 2;
    });
    const fresh = [...sorted, ...between].filter((at) => !asked.has(at));
    if (fresh.length === 0 || found.size > 200) return sorted;
    for (const at of fresh) {
      asked.add(at);
      for (const turn of turnsAt(conditions, wrap(at)))
        if (turn >= 0 && turn <= most && turn < Infinity) found.add(turn);
    }
  }
}

function turnsAt({ success, failure }: Conditions, result: Result): readonly number[] {
  const asked: Asked[] = [success, failure].flatMap((one) =>
    one === null ? [] : [ask(one, result)],
  );
  return asked.flatMap(({ turns }) => turns);
}

/** The one range that the chosen pieces make; a side at the end of what there can be is left open. */
function rangeOf(
  pieces: readonly Piece[],
  { most }: Form,
  chosen: (piece: Piece) => boolean,
): { min?: number; max?: number } {
  const first = pieces.findIndex(chosen);
  const last = pieces.findLastIndex(chosen);
  if (!pieces.slice(first, last + 1).every(chosen))
    throw new Unreadable("lets values pass below and above others that do not");
  const { from } = pieces[first]!;
  const { to } = pieces[last]!;
  return { ...(from > 0 && { min: from }), ...(to < most && { max: to }) };
}

/** The next number up, for numbers of at least 0. */
function above(value: number): number {
  return neighbour(value, 1);
}

/** The next number down, for numbers above 0. */
function below(value: number): number {
  return neighbour(value, -1);
}

function neighbour(value: number, step: 1 | -1): number {
  if (value === Infinity) return Infinity;
  const number = new DataView(new ArrayBuffer(8));
  number.setFloat64(0, value);
  number.setBigInt64(0, number.getBigInt64(0) + BigInt(step));
  return number.getFloat64(0);
}
