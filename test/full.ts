// How thorough a test run is. `npm test` replays what is random a few times, `npm run test:full` (FULL=1) many times: the same
// tests, with narrower errors. Seeds are fixed in both.
import type { TestContext } from "vitest";

/** Whether this is the full run. The only place that asks. */
export const full: boolean = process.env["FULL"] === "1";

/** How often to replay what is random. */
export function replications(light: number, heavy: number): number {
  return full ? heavy : light;
}

/** For a test that only the full run can afford: elsewhere it is skipped here, and says why. */
export function onlyWhenFull({ task, skip }: TestContext, why: string): void {
  if (full) return;
  console.info(`skipped (npm run test:full runs it): ${task.name}: ${why}`);
  skip(why);
}
