// `npm run bench [-- --floor PATH] [--rounds N] [--requests N] [--only NAME] [--parts] [--memory] [--policies] [--bandit PATH] [--odds] [--redis] [--page]`
// Times the engine on process CPU time, bundled as it ships. With `--floor`, the compiled C reference runs in every round
// beside it, and ratios are taken within a round: a busy machine slows both. Prints; never fails by time.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import type { Measured } from "./measure.ts";
import { raceOdds } from "./odds.ts";
import { racePage } from "./page.ts";
import { raceRedis } from "./redis.ts";
import { racePolicies } from "./policyRace.ts";
import { goals, parts, type Workload } from "./workloads.ts";

/** Of each slider on the page. */
const DRAGS = 10;
const root = resolve(import.meta.dirname, "../..");
const { values: options } = parseArgs({
  options: {
    floor: { type: "string" },
    rounds: { type: "string", default: "5" },
    requests: { type: "string", default: "3000000" },
    only: { type: "string" },
    parts: { type: "boolean", default: false },
    memory: { type: "boolean", default: false },
    policies: { type: "boolean", default: false },
    bandit: { type: "string" },
    odds: { type: "boolean", default: false },
    redis: { type: "boolean", default: false },
    page: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

/** Pass marks and stretch goals, as ratios to the reference's speed. */
const GOALS: Record<string, readonly [pass: number, stretch?: number]> = {
  pods: [0.45, 0.55],
  "no pods": [1, 1.2],
  "thompson 2": [0.4, 0.45],
  "thompson 10": [0.33],
  "late rewards": [0.24],
};

async function bundled(name = "measure"): Promise<string> {
  const outDir = join(root, "node_modules/.cache/bench", name);
  mkdirSync(outDir, { recursive: true });
  await build({
    configFile: false,
    logLevel: "error",
    root,
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, `${name}.ts`),
      outDir,
      minify: true,
      emptyOutDir: true,
    },
  });
  return join(
    outDir,
    readdirSync(outDir).find((file) => file === `${name}.js` || file === `${name}.mjs`)!,
  );
}

const lines = (text: string): Measured[] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Measured);

const runOf = (
  file: string,
  name: string,
  requests: number,
  repeats: number,
  loop = "fast",
): Measured[] =>
  lines(
    execFileSync(process.execPath, [file, name, String(requests), String(repeats), loop], {
      encoding: "utf8",
    }),
  );

const floorOf = (path: string, requests: number): Measured[] =>
  lines(execFileSync(path, ["cal", String(requests), "3"], { encoding: "utf8" }));

const banditOf = (path: string, versions: number): Measured[] =>
  lines(execFileSync(path, [String(versions), "10000", "100"], { encoding: "utf8" }));

/** What the reference takes for the same work: NaN where it was not given. */
function referenceNs({ draws }: Workload, requests: number): number {
  const { floor, bandit } = options;
  if (floor === undefined || (draws !== undefined && bandit === undefined)) return NaN;
  const picking = draws === undefined ? 0 : nsOf(banditOf(bandit!, draws));
  return nsOf(floorOf(floor, requests)) + picking;
}

function goalText([pass, stretch]: readonly [number, number?]): string {
  return `; goal ${pass}${stretch === undefined ? "" : `, stretch ${stretch}`} of the reference`;
}

const nsOf = (measured: readonly Measured[]): number =>
  Math.min(...measured.map((m) => (m.cpu / m.n) * 1e9));

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

function row(cells: readonly string[]): void {
  const widths = [26, 11, 9, 11, 10, 10, 9];
  console.log(
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[i]!)))
      .join(""),
  );
}

function race(file: string, chosen: readonly Workload[], requests: number, rounds: number): void {
  row(["workload", "ns/request", "M req/s", "vs C", "worst", "best", "peak MB"]);
  const ns = new Map(chosen.map(({ name }) => [name, [] as number[]]));
  const ratios = new Map(chosen.map(({ name }) => [name, [] as number[]]));
  const peak = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const workload of chosen) {
      const { name } = workload;
      const reference = referenceNs(workload, requests);
      const measured = runOf(file, name, requests, 3);
      ns.get(name)!.push(nsOf(measured));
      ratios.get(name)!.push(reference / nsOf(measured));
      peak.set(name, Math.max(...measured.map((m) => m.rss_mb)));
    }
  }
  for (const { name, says } of chosen) {
    const best = Math.min(...ns.get(name)!);
    const ratio = ratios.get(name)!;
    const goal = GOALS[name];
    const figure = (x: number) => (Number.isNaN(x) ? "-" : x.toFixed(2));
    row([
      name,
      best.toFixed(1),
      (1e3 / best).toFixed(2),
      figure(median(ratio)),
      figure(Math.min(...ratio)),
      figure(Math.max(...ratio)),
      peak.get(name)!.toFixed(0),
    ]);
    console.log(`  ${says}${goal ? goalText(goal) : ""}`);
  }
}

function memory(file: string): void {
  console.log("\npeak memory, the whole process");
  for (const name of ["no pods", "pods"]) {
    const [small, large] = [1e6, 1e8].map((n) => runOf(file, name, n, 1)[0]!.rss_mb) as [
      number,
      number,
    ];
    console.log(
      `  ${name}: ${small.toFixed(0)} MB at 1e6 requests, ${large.toFixed(0)} MB at 1e8 ` +
        `(${((large / small - 1) * 100).toFixed(0)}% more; goal 100 MB and 20%)`,
    );
  }
}

function plain(file: string, requests: number): void {
  console.log("\nthe plain loop, the tests' oracle");
  for (const name of ["pods", "no pods"]) {
    const fast = runOf(file, name, requests, 2);
    const slow = runOf(file, name, requests, 2, "plain");
    if (fast[0]!.fingerprint !== slow[0]!.fingerprint)
      throw new Error(`${name}: the two loops differ`);
    const times = nsOf(slow) / nsOf(fast);
    console.log(
      `  ${name}: ${nsOf(slow).toFixed(0)} ns a request, ${times.toFixed(1)} times the fast one's; same fingerprint`,
    );
  }
}

function sizes(): void {
  const assets = join(root, "dist/page/assets");
  try {
    console.log("\npage scripts, gzip (goals: initial 130 kB, worker 30 kB)");
    for (const file of readdirSync(assets).filter((name) => name.endsWith(".js")))
      console.log(
        `  ${file}: ${(gzipSync(readFileSync(join(assets, file))).length / 1000).toFixed(1)} kB`,
      );
  } catch {
    console.log("  not built: npm run build");
  }
}

function hour(): void {
  const doc = {
    name: "an hour",
    duration: "1h",
    traffic: { rate: "50/s" },
    versions: [
      { id: "stable", errorRate: 0.005 },
      { id: "candidate", errorRate: 0.03 },
    ],
    strategies: [
      { type: "canary", checks: [{ metric: "errorRate", max: 0.02 }] },
      { type: "blueGreen" },
      { type: "rolling" },
      { type: "abTest" },
      { type: "bandit" },
    ],
  };
  const seconds = wholeRun("-", JSON.stringify(doc));
  console.log(
    `\nrun of one hour at 50/s, five strategies, start to end: ${seconds.toFixed(2)} s (goal 2 s)`,
  );
}

function sixteen(): void {
  const seconds = wholeRun(join(root, "scenarios/sixteen-policies-one-traffic.json"));
  console.log(
    `sixteen policies on 100,000 requests, start to end: ${seconds.toFixed(2)} s (goal 3 s)`,
  );
}

/** Seconds of the command line's `run`, the process's own start included. */
function wholeRun(scenario: string, input = ""): number {
  const from = performance.now();
  execFileSync(process.execPath, [join(root, "src/cli.ts"), "run", scenario], { input });
  return (performance.now() - from) / 1000;
}

if (options.help) {
  console.log(
    "npm run bench [-- --floor PATH] [--rounds N] [--requests N] [--only NAME] [--parts] [--memory]\n" +
      "    [--policies] [--bandit PATH] [--odds] [--redis] [--page]\n" +
      "  --floor PATH   the compiled C reference, run beside every measurement\n" +
      "  --rounds N     measurements of each workload (5)\n" +
      "  --requests N   requests in each (3000000)\n" +
      "  --only NAME    one workload, or one story of the page\n" +
      "  --parts        also what each part costs\n" +
      "  --memory       also peak memory at 1e6 and 1e8 requests (a minute)\n" +
      "  --policies     every bandit policy by itself, without the engine, instead\n" +
      "  --bandit PATH  the compiled Thompson sampling, run beside ours: on top of the floor, where the engine picks\n" +
      "  --odds         many runs, on one thread and on two, instead\n" +
      "  --redis        many runs, here and through a redis-server, instead\n" +
      "  --page         many runs on the page, after a slider was dragged in a browser, instead",
  );
} else if (options.page) {
  await racePage(DRAGS, options.only);
} else if (options.redis) {
  await raceRedis(Number(options.rounds));
} else if (options.odds) {
  await raceOdds(1000, Number(options.rounds));
} else if (options.policies) {
  racePolicies(await bundled("policies"), Number(options.rounds), options.bandit);
} else {
  const file = await bundled();
  const all = options.parts || options.only !== undefined ? [...goals, ...parts] : goals;
  const chosen = all.filter(({ name }) => options.only === undefined || name === options.only);
  race(file, chosen, Number(options.requests), Number(options.rounds));
  if (options.only === undefined) {
    plain(file, Number(options.requests));
    hour();
    sixteen();
    sizes();
  }
  if (options.memory) memory(file);
}
