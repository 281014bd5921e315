// The decisions of all runs as one story in order of time, with runs of like checks told once.
import type { Decision, RunSummary } from "../sim/results/types.ts";

export interface Entry {
  readonly strategy: string;
  readonly decision: Decision;
  /** Position in the run's decisions: of the last, for a row of checks. */
  readonly index: number;
  /** Checks with one verdict and at most notes between them, when there are several; the last is `decision`. */
  readonly checks: readonly Decision[];
}

/**
 * @param of      one strategy's id; null is all
 * @param inFull  whether each check has an entry of its own, and starts that moved nothing are told
 */
export function entries(runs: readonly RunSummary[], of: string | null, inFull: boolean): Entry[] {
  const told = runs.filter((run) => of === null || run.strategy === of);
  const all = told.flatMap((run) => (inFull ? single(run) : grouped(run)));
  // Stable: decisions of one moment stay in the order they were taken.
  return all.sort((a, b) => start(a) - start(b));
}

function start(entry: Entry): number {
  return (entry.checks[0] ?? entry.decision).at;
}

function single(run: RunSummary): Entry[] {
  return run.decisions.map((decision, index) => ({
    strategy: run.strategy,
    decision,
    index,
    checks: [],
  }));
}

/** Every rollout starts with all traffic on stable: worth no line. */
function startsStable({ versions }: RunSummary, { kind, weights }: Decision): boolean {
  return kind === "start" && weights?.[versions[0]?.id ?? ""] === 1;
}

function grouped(run: RunSummary): Entry[] {
  const made: Entry[] = [];
  /** Where the last check stands in `made`, while nothing but notes came after it. */
  let check = -1;
  for (const entry of single(run)) {
    const { kind, measure } = entry.decision;
    if (startsStable(run, entry.decision)) continue;
    const last = made[check];
    if (measure !== undefined && last?.decision.measure?.verdict === measure.verdict) {
      const before = last.checks.length === 0 ? [last.decision] : last.checks;
      made.length = check;
      made.push({ ...entry, checks: [...before, entry.decision] });
      continue;
    }
    if (measure !== undefined) check = made.length;
    else if (kind !== "note") check = -1;
    made.push(entry);
  }
  return made;
}
