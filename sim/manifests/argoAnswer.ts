// A metric whose answer no query tells: a person says it, or it is assumed, or it is asked for.
import type { Fields } from "../scenario/document.ts";
import { type Says, shellWord } from "./answers.ts";
import type { Conditions } from "./argoConditions.ts";
import type { Verdict } from "./conditionLimits.ts";
import type { Desk, Spot } from "./types.ts";

/** What of a check says what is measured, and how it is judged. */
export interface Judged {
  readonly fields: Fields;
  /** An entry of `monitor.metrics` it names. */
  readonly custom: Fields | null;
  /** The part of `fields` that no manifest says. */
  readonly assumed: Fields | null;
}

/** Asks a person what it measures, and why it is asked. */
export function asked(desk: Desk, spot: Spot, names: readonly string[], why: string): undefined {
  // An answer that is none was told already.
  if (desk.answer(names) === undefined) desk.ask(spot, names.at(-1)!, why);
  desk.mark(spot, "unsupported", why);
  return undefined;
}

/** What a person says that every measurement is. */
export const VERDICT_OF: Readonly<Record<Says, Verdict>> = {
  passes: "pass",
  fails: "fail",
  inconclusive: "inconclusive",
  errors: "error",
};

/** A check whose answer the scenario gives. */
export function outside(verdict: Verdict, isAssumed: boolean): Judged {
  const judge = { type: "given", verdict: verdict === "error" ? "noData" : verdict };
  return { fields: { judge }, custom: null, assumed: isAssumed ? judge : null };
}

/**
 * An answer from outside is assumed, and said to be: one that no condition is about (inconclusive) when the metric says both what is
 * good and what is bad, for most answers are neither; otherwise a pass.
 */
export function byAssumption(
  desk: Desk,
  spot: Spot,
  names: readonly string[],
  { success, failure }: Conditions,
): Judged {
  const neither = success !== null && failure !== null;
  const name = names.at(-1)!;
  const assumed = neither
    ? "inconclusive, for neither its successCondition nor its failureCondition is about an answer nobody knows"
    : "a pass";
  desk.note(
    `${name}: what is answered from outside is assumed to be ${assumed}; --metric ${shellWord(name)}=${neither ? "passes" : "fails"} and the like change that`,
    spot,
  );
  return outside(neither ? "inconclusive" : "pass", true);
}
