// Scenarios in a few words, and what became of each request, for tests of what a world does.
import { parseScenario } from "../sim/parse.ts";
import type { RunSummary } from "../sim/results/types.ts";
import type { Scenario, Seconds } from "../sim/scenario/types.ts";
import { compare } from "../sim/simulate.ts";
import type { Actions } from "../sim/strategies/types.ts";
import type { Loop } from "../sim/world/loop.ts";
import type { Witness, World } from "../sim/world/world.ts";
import type { Start } from "./scripted.ts";

type Document = Record<string, unknown>;

/** A scenario from what a test says of it: two versions, ten requests a second and nobody rolling out, unless told. */
export function scenarioOf(document: Document): Scenario {
  const { traffic = {}, ...rest } = document;
  const traced = "trace" in (traffic as object);
  return parseScenario({
    name: "test",
    duration: 100,
    versions: [{ id: "stable" }, { id: "candidate" }],
    strategies: [{ type: "stay" }],
    ...rest,
    traffic: { ...(traced ? {} : { rate: 10 }), ...(traffic as object) },
  });
}

/** Arrivals at these times. */
export const at = (...times: Seconds[]) => ({ trace: { times } });

/** The scenario with one strategy, which does what the script says. */
export function withScript(scenario: Scenario, start: Start): Scenario {
  return { ...scenario, strategies: [{ type: "scripted", id: "scripted", start }] };
}

/** A script of what to do when: the first entry at 0. Wakes in between, for pods, do nothing. */
export function timetable(table: Readonly<Record<number, (act: Actions) => void>>): Start {
  const times = Object.keys(table)
    .map(Number)
    .toSorted((a, b) => a - b);
  return () => ({
    wake({ at: now }, _monitor, act) {
      table[now]?.(act);
      return times.find((time) => time > now) ?? Infinity;
    },
  });
}

/** What became of one request. Latency is seconds, as its bucket knows it: null when it was refused. */
export interface Fate {
  readonly at: Seconds;
  readonly version: number;
  readonly failed: boolean;
  readonly cell: number | null;
  /** Value charged because the live system lost it; 0 when it did not. */
  readonly lost: number;
}

/** Writes down what becomes of each request. Arrival times must all differ. */
class Diary implements Witness {
  readonly #fates = new Map<Seconds, { -readonly [K in keyof Fate]: Fate[K] }>();
  /** Answers that were told twice. */
  twice = 0;

  #of(at: Seconds, version: number) {
    let fate = this.#fates.get(at);
    if (fate === undefined)
      this.#fates.set(at, (fate = { at, version, failed: false, cell: null, lost: 0 }));
    return fate;
  }
  failed(version: number, arrivedAt: Seconds): void {
    const fate = this.#of(arrivedAt, version);
    if (fate.failed) this.twice++;
    fate.failed = true;
  }
  lost(version: number, arrivedAt: Seconds, value: number): void {
    const fate = this.#of(arrivedAt, version);
    if (fate.lost > 0) this.twice++;
    fate.lost = value;
  }
  responded(version: number, arrivedAt: Seconds, cell: number): void {
    const fate = this.#of(arrivedAt, version);
    if (fate.cell !== null) this.twice++;
    fate.cell = cell;
  }
  /** In the order of arrival. */
  get fates(): Fate[] {
    return [...this.#fates.values()].toSorted((a, b) => a.at - b.at);
  }
}

export interface Watched {
  readonly run: RunSummary;
  readonly world: World;
  readonly fates: readonly Fate[];
}

/** Runs a scenario's strategies on a loop, with a diary each. */
export function watched(
  scenario: Scenario,
  loop: (world: World) => Loop,
  seed?: number,
): Watched[] {
  const worlds: World[] = [];
  const diaries: Diary[] = [];
  const { runs } = compare(scenario, {
    ...(seed !== undefined && { seed }),
    loop(world) {
      const diary = new Diary();
      (world as { witness: Witness | null }).witness = diary;
      worlds.push(world);
      diaries.push(diary);
      return loop(world);
    },
  });
  const paired = worlds.length - runs.length; // the run in which nothing is rolled out comes first, and is not asked for
  return runs.map((run, i) => {
    const { fates, twice } = diaries[i + paired]!;
    if (twice > 0) throw new Error(`${twice} answers were given twice`);
    return { run, world: worlds[i + paired]!, fates };
  });
}

/** `watched`, for a scenario with one strategy. */
export function watchedOne(
  scenario: Scenario,
  loop: (world: World) => Loop,
  seed?: number,
): Watched {
  return watched(scenario, loop, seed)[0]!;
}
