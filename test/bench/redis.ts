// What other machines cost: the same odds by two threads of this machine, and by a worker of two threads behind a Redis of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CLI = path.join(ROOT, "src/cli.ts");
const THREADS = 2;
const URL = "redis://127.0.0.1:6390";

/** Some 10 s of work for two threads. */
const words = (runs: number, seed: number) =>
  "odds scenarios/flagger-rolls-back-a-good-release.json --exact --json --set traffic.rate=100/s"
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

/** Prints the wall clock of each, one after the other in every round. Needs a redis-server. */
export async function raceRedis(runs: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "rollout-lab-bench-"));
  const children: ChildProcess[] = [];
  const start = (program: string, args: readonly string[]) =>
    void children.push(spawn(program, args, { cwd: ROOT, stdio: "ignore" }));
  try {
    start("redis-server", ["--port", "6390", "--dir", folder, "--appendonly", "yes"]);
    start(process.execPath, [
      CLI,
      "worker",
      "--redis",
      URL,
      "--threads",
      String(THREADS),
      "--wait",
    ]);
    await lab(...words(20, 1), "--redis", URL, "--wait");
    console.log(
      `\nodds by ${THREADS} threads here, and by a worker of ${THREADS} behind Redis: ${runs} runs`,
    );
    for (let round = 0; round < rounds; round++) {
      const here = await lab(...words(runs, 1000 * (round + 1)), "--workers", String(THREADS));
      const there = await lab(...words(runs, 1000 * (round + 1)), "--redis", URL);
      const more = (100 * (there / here - 1)).toFixed(1);
      console.log(
        `  ${here.toFixed(2)} s here, ${there.toFixed(2)} s there: ${more}% more (goal 10)`,
      );
    }
  } finally {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
