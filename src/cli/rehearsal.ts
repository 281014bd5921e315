// Runs a scenario a piece at a time, so that Ctrl-C is heard and progress is shown.
import { setImmediate } from "node:timers/promises";
import type { Comparison } from "../../sim/results/types.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { rehearse } from "../../sim/simulate.ts";
import { progressBar } from "./progress.ts";
import { refusalFor } from "./refusal.ts";

export interface RehearsalOptions {
  readonly strategies?: string[];
  readonly seed?: number;
  readonly series?: boolean;
}

/** How long a piece should take, milliseconds: short enough that a person does not feel the wait. */
const PIECE_MS = 40;

/**
 * @returns null when it was stopped
 * @throws Refusal when a strategy will not run in this scenario, or the simulated world outgrows what a run may hold
 */
export function rehearseAll(
  name: string,
  scenario: Scenario,
  options: RehearsalOptions,
): Promise<Comparison>;
export function rehearseAll(
  name: string,
  scenario: Scenario,
  options: RehearsalOptions,
  stop: AbortSignal,
): Promise<Comparison | null>;
export async function rehearseAll(
  name: string,
  scenario: Scenario,
  options: RehearsalOptions,
  stop?: AbortSignal,
): Promise<Comparison | null> {
  const bar = progressBar();
  try {
    const rehearsal = rehearse(scenario, options);
    let piece = 10_000;
    while (stop?.aborted !== true) {
      const started = performance.now();
      if (rehearsal.advance(piece)) return rehearsal.result();
      const took = Math.max(0.1, performance.now() - started);
      piece = Math.round(piece * Math.min(2, Math.max(0.5, PIECE_MS / took)));
      bar.show(rehearsal.progress, rehearsal.requests);
      await setImmediate();
    }
    return null;
  } catch (error) {
    throw refusalFor(name, error);
  } finally {
    bar.clear();
  }
}
