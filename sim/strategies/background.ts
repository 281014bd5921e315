// Checks that run beside a rollout: one or more analyses, each from the step it starts at until something ends it.
import { startAnalysis, type Analysis, type Gate } from "../judges/analysis.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Wrong } from "./phases.ts";
import type { Actions } from "./types.ts";

export interface Background {
  /** The next measurement; Infinity when there is none. */
  due(): Seconds;
  /** Whether every analysis has started and passed. */
  passed(): boolean;
  /** Starts what starts at `step` or before. */
  reach(step: number, now: Seconds): void;
  /**
   * Takes the measurements that are due.
   * @returns the worst analysis that went wrong; undefined while none has
   */
  measure(monitor: Monitor, act: Actions): Wrong | undefined;
  /** The rollout succeeded, and ends them. */
  end(act: Actions): void;
  /** A person said to go on: what was inconclusive starts anew, as in Argo Rollouts. */
  restart(now: Seconds): void;
}

/** A set of checks, and the step it starts at. */
export interface Beside {
  readonly name?: string | undefined;
  readonly startingStep: number;
  readonly gates: readonly Gate[];
}

export function background(sets: readonly Beside[]): Background {
  const wanted = sets.filter(({ gates }) => gates.length > 0);
  const runs: (Analysis | undefined)[] = wanted.map(() => undefined);
  const started = () => runs.filter((run) => run !== undefined);
  return {
    due: () => Math.min(Infinity, ...started().map(({ due }) => due)),
    passed: () => runs.every((run) => run?.verdict === "successful"),
    reach(step, now) {
      wanted.forEach(({ name, startingStep, gates }, i) => {
        if (startingStep <= step) runs[i] ??= startAnalysis(gates, now, name);
      });
    },
    measure(monitor, act) {
      for (const run of started()) run.measure(monitor, act);
      const bad = (verdicts: readonly string[]) =>
        started().find(({ verdict }) => verdict !== undefined && verdicts.includes(verdict));
      return bad(["failed"]) ?? bad(["error"]) ?? bad(["inconclusive"]);
    },
    end(act) {
      for (const run of started()) {
        const spared = run.spared();
        if (spared !== undefined) act.note(spared);
      }
    },
    restart(now) {
      wanted.forEach(({ name, gates }, i) => {
        if (runs[i]?.verdict === "inconclusive") runs[i] = startAnalysis(gates, now, name);
      });
    },
  };
}
