// What happened in a run, as the marks of its lane: the flags everybody should see, the steps, and the checks.
import type { Decision, Measure, Outcome, RunSummary } from "../../sim/results/types.ts";

export interface Flag {
  readonly strategy: string;
  readonly kind: Extract<Outcome, "promoted" | "rolledBack" | "paused">;
  readonly at: number;
  /** Position in the run's decisions. */
  readonly decision: number;
}

/** Promotions and rollbacks, and a pause when the run still waits in it: what goes through all charts on a hairline. */
export function flags(run: RunSummary): Flag[] {
  const found: Flag[] = [];
  run.decisions.forEach((decision, i) => {
    const kind = flagKind(run, decision, i);
    if (kind !== null) found.push({ strategy: run.strategy, kind, at: decision.at, decision: i });
  });
  return found;
}

function flagKind(run: RunSummary, decision: Decision, i: number): Flag["kind"] | null {
  if (decision.kind === "promote") return "promoted";
  if (decision.kind === "rollback") return "rolledBack";
  if (decision.kind !== "pause" || run.outcome !== "paused") return null;
  return run.decisions.slice(i + 1).some((later) => later.kind !== "check") ? null : "paused";
}

/** Moments at which the traffic was moved or the rollout paused or went on: the ticks of a lane. */
export function steps(run: RunSummary): number[] {
  const moved = run.decisions.filter((d) => d.kind === "weight" || d.kind === "pause");
  return [...new Set(moved.map((d) => d.at))];
}

export type Verdict = Measure["verdict"];

/** Checks so near to each other that they make one dot. */
export interface Dot {
  /** Of the last of them. */
  readonly at: number;
  /** The gravest of them. */
  readonly verdict: Verdict;
  readonly checks: number;
  readonly failed: number;
  /** Position in the run's decisions of the last check with the gravest verdict. */
  readonly decision: number;
}

const gravity: Readonly<Record<Verdict, number>> = { pass: 0, inconclusive: 1, error: 2, fail: 3 };

/** The checks of a run as dots at least `gap` seconds apart. */
export function dots(run: RunSummary, gap: number): Dot[] {
  const made: { -readonly [K in keyof Dot]: Dot[K] }[] = [];
  let start = -Infinity;
  run.decisions.forEach(({ at, measure }, decision) => {
    if (measure === undefined) return;
    const { verdict } = measure;
    const failed = verdict === "fail" ? 1 : 0;
    const last = made.at(-1);
    if (last === undefined || at - start >= gap) {
      made.push({ at, verdict, checks: 1, failed, decision });
      start = at;
      return;
    }
    last.at = at;
    last.checks++;
    last.failed += failed;
    if (gravity[verdict] >= gravity[last.verdict]) {
      last.verdict = verdict;
      last.decision = decision;
    }
  });
  return made;
}

/** When a run's rollout was under way: from the first request anybody could have met the candidate, or the first look at it, to its
 * end. null when it never was. */
export function activeSpan(run: RunSummary, duration: number): readonly [number, number] | null {
  const stable = run.versions[0]?.id ?? "";
  const first = run.decisions.find(({ kind, weights }) =>
    kind === "start" ? weights?.[stable] !== 1 : kind !== "note",
  );
  if (first === undefined) return null;
  const last = flags(run).findLast((flag) => flag.kind !== "paused");
  return [first.at, last?.at ?? duration];
}
