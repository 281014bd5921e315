// Reads all points of a survey before its first run, so that one that is no scenario is refused at once. A point takes a millisecond,
// and a grid has up to 10,000: meanwhile it is told how far it is, and Ctrl-C is heard.
import { setImmediate } from "node:timers/promises";
import { sweep, type Sweep } from "../../sim/odds/sweep.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { type Workbench, workbench } from "../../sim/odds/workbench.ts";
import { countText, pluralText } from "../../sim/results/words.ts";
import { hearInterrupt } from "./interrupt.ts";
import { progressBar } from "./progress.ts";
import { refusalFor } from "./refusal.ts";
import { complain } from "./terminal.ts";

/** Points that are read in one go. */
const AT_ONCE = 16;

/**
 * The work of a survey, ready to be handed out.
 * @param name  what the scenario is called in messages
 * @returns     null when Ctrl-C came first, which is told
 * @throws      Refusal with every problem of the first point that cannot be read
 */
export async function readPoints(name: string, survey: Survey): Promise<Sweep | null> {
  const bench = workbench(survey);
  const interrupt = hearInterrupt();
  try {
    const read = await readUntil(interrupt.signal, bench, survey.points.length);
    if (read === survey.points.length) return sweep(survey, bench);
    complain([
      `stopped after reading ${countText(read)} of ${pluralText(survey.points.length, "point")}: no run was begun`,
    ]);
    return null;
  } catch (error) {
    throw refusalFor(name, error);
  } finally {
    interrupt.release();
  }
}

/** @returns how many were read: fewer than `points` when it was stopped */
async function readUntil(stop: AbortSignal, bench: Workbench, points: number): Promise<number> {
  const bar = progressBar("points");
  try {
    for (let point = 0; point < points; point++) {
      if (point % AT_ONCE === 0) {
        bar.show(
          point / points,
          point,
          `reading point ${countText(point + 1)} of ${countText(points)}`,
        );
        await setImmediate();
        if (stop.aborted) return point;
      }
      bench.layout(point);
    }
    return points;
  } finally {
    bar.clear();
  }
}
