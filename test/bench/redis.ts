// What other machines cost: the same odds by two threads of this machine, and by a worker of two threads behind a Redis of its own.
import { spawn } from "node:child_process";
import { loadavg } from "node:os";
import path from "node:path";
import { newServer } from "../redis/server.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CLI = path.join(ROOT, "src/cli.ts");
const THREADS = 2;

/** Simulated one by one, by both strategies, so that what counting saves changes nothing: more than 10 s for two threads. */
const REQUESTS = 230e6;
const PER_SECOND = 100;
const STRATEGIES = 2;
const RUNS = Math.round(REQUESTS / (STRATEGIES * PER_SECOND * 12 * 60));

const words = (runs: number, seed: number) =>
  `odds scenarios/flagger-rolls-back-a-good-release.json --exact --json --set traffic.rate=${PER_SECOND}/s`
    .split(" ")
    .concat("--runs", String(runs), "--seed", String(seed));

/** @returns seconds, starting the program included */
async function lab(...args: readonly string[]): Promise<number> {
  const from = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${args.join(" ")}: exit code ${String(code)}`);
  return (performance.now() - from) / 1000;
}

/** Prints the wall clock of each, one after the other in every round, and the median of what it costs. Needs a redis-server. */
export async function raceRedis(rounds: number): Promise<void> {
  const server = await newServer();
  await server.start();
  const url = server.url;
  const worker = spawn(
    process.execPath,
    [CLI, "worker", "--redis", url, "--threads", String(THREADS)],
    { cwd: ROOT, stdio: "ignore" },
  );
  try {
    await lab(...words(20, 1), "--redis", url, "--wait");
    console.log(
      `\nodds by ${THREADS} threads here, and by a worker of ${THREADS} behind Redis: ${RUNS} runs, ${rounds} rounds`,
    );
    const dearer: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      const here = await lab(...words(RUNS, 10_000 * round), "--workers", String(THREADS));
      const there = await lab(...words(RUNS, 10_000 * round), "--redis", url);
      dearer.push(there / here - 1);
      console.log(
        `  ${here.toFixed(2)} s here, ${there.toFixed(2)} s there (load ${loadavg()[0]!.toFixed(1)})`,
      );
    }
    const median = dearer.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
    console.log(`  ${(100 * median).toFixed(1)}% more (goal 10)`);
  } finally {
    worker.kill("SIGKILL");
    await server.remove();
  }
}
