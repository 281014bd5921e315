// How fast odds come: on one thread and on two, request by request and counted. Flagger's documented configuration at 100 requests/s.
import { carryOut } from "../../sim/odds/carryOut.ts";
import { surveyOf } from "../../sim/odds/survey.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { openPool } from "../../src/pool.ts";

const document = {
  name: "Flagger's documentation",
  duration: "20m",
  traffic: { rate: "100/s" },
  versions: [
    { id: "stable", errorRate: "0.5%" },
    { id: "candidate", like: "stable", errorRate: "1.5%" },
  ],
  strategies: [{ type: "flagger" }],
};

function survey(runs: number, exact: boolean): Survey {
  return surveyOf(document, { seed: 1, strategies: ["flagger"], runs, exact });
}

interface Timed {
  readonly runs: number;
  /** Wall clock, and processor time of all threads. */
  readonly seconds: number;
  readonly cpu: number;
}

/** Threads that have started, and run long enough for their code to be compiled, are timed. */
async function onThreads(threads: number, runs: number): Promise<Timed> {
  const warm = survey(20 * threads, true);
  const asked = survey(runs, true);
  const pool = openPool(asked, threads);
  try {
    await carryOut(sweep(warm), pool);
    return await timed(runs, () => carryOut(sweep(asked), pool));
  } finally {
    await pool.close();
  }
}

/** Runs before the clock starts: enough for their code to be compiled. */
const WARM = 2000;

/** In this thread, whole batches. */
function inThisThread(runs: number, exact: boolean): Promise<Timed> {
  const asked = survey(runs, exact);
  const bench = workbench(asked);
  bench.rows({ point: 0, from: 0, count: WARM });
  return timed(runs, async () => {
    bench.rows({ point: 0, from: 0, count: runs });
  });
}

async function timed(runs: number, work: () => Promise<void>): Promise<Timed> {
  const cpuFrom = process.cpuUsage();
  const from = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpuFrom);
  return { runs, seconds: (performance.now() - from) / 1000, cpu: (user + system) / 1e6 };
}

/** Prints medians over rounds; in each round one thread and two are timed one after the other. */
export async function raceOdds(runs: number, rounds: number): Promise<void> {
  console.log(`\nodds, Flagger's documentation at 100 requests/s: ${runs} runs, ${rounds} rounds`);
  const pairs: (readonly [Timed, Timed])[] = [];
  for (let round = 0; round < rounds; round++)
    pairs.push([await onThreads(1, runs), await onThreads(2, runs)]);
  const faster = median(pairs.map(([one, two]) => one.seconds / two.seconds));
  const dearer = median(pairs.map(([one, two]) => two.cpu / one.cpu));
  const rate = median(pairs.map(([one]) => one.runs / one.seconds));
  console.log(`  one thread: ${rate.toFixed(0)} runs/s, request by request`);
  console.log(
    `  two threads: ${faster.toFixed(2)} times the rate (goal 1.6), ${dearer.toFixed(2)} times the CPU a run (goal 1.2)`,
  );
  const counts = workbench(survey(1, false)).layout(0).strategies[0]!.world === "counts";
  if (!counts) return console.log("  not counted: every request was simulated");
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const requests = await inThisThread(100, true);
    const counted = await inThisThread(10_000, false);
    ratios.push(requests.cpu / requests.runs / (counted.cpu / counted.runs));
  }
  console.log(`  counted: ${median(ratios).toFixed(0)} times the rate (goal 200)`);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
