// Runs one workload and prints a line of JSON a repeat: `node measure.ts NAME REQUESTS REPEATS [plain]`.
// Bundled before it is timed, as it is shipped; see bench.ts.
import { readFileSync } from "node:fs";
import { Outcomes } from "../../sim/results/outcomes.ts";
import { Run } from "../../sim/run.ts";
import { compare } from "../../sim/simulate.ts";
import { parseScenario } from "../../sim/parse.ts";
import { strategies } from "../../sim/strategies/index.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { plainLoop } from "../../sim/world/plainLoop.ts";
import { workloads, type Workload } from "./workloads.ts";

/** Every other strategy, once, on a small traffic. */
function crowd(): void {
  compare(
    parseScenario({
      name: "crowd",
      duration: "2m",
      traffic: { rate: 200 },
      versions: [
        { id: "stable", pods: { count: 100 } },
        { id: "candidate", like: "stable", errorRate: 0.1 },
      ],
      strategies: strategies.map(({ type }) => ({ type })),
    }),
    { series: true },
  );
}

export interface Measured {
  readonly n: number;
  readonly sec: number;
  readonly cpu: number;
  readonly rss_mb: number;
  readonly fingerprint: string;
}

/** Peak resident memory. The kernel's own mark where there is one: `maxRSS` begins with the parent's at the fork. */
function peakMb(): number {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

/** The paired run's outcomes, as the run would find them. */
function paired(scenario: Scenario): Outcomes | null {
  if (scenario.versions[0]!.pods === null) return null;
  const outcomes = new Outcomes();
  const spec = { type: "stay", id: "stay" };
  const run = new Run({ scenario, spec, seed: 1, series: false, paired: null, outcomes });
  while (!run.advance(1e6));
  return outcomes;
}

/** Serves the workload's strategy once: the run alone is timed. */
export function measure(workload: Workload, requests: number, plain = false): Measured {
  const scenario = workload.scenario(requests);
  const outcomes = paired(scenario);
  const options = {
    scenario,
    spec: scenario.strategies[0]!,
    seed: 1,
    series: workload.series ?? false,
    paired: outcomes,
    outcomes: null,
    ...(plain && { loop: plainLoop }),
  };
  const cpuFrom = process.cpuUsage();
  const from = process.hrtime.bigint();
  const run = new Run(options);
  while (!run.advance(1e6));
  const summary = run.summary();
  const sec = Number(process.hrtime.bigint() - from) / 1e9;
  const { user, system } = process.cpuUsage(cpuFrom);
  return {
    n: summary.requests,
    sec,
    cpu: (user + system) / 1e6,
    rss_mb: peakMb(),
    fingerprint: summary.fingerprint,
  };
}

const [name, requests, repeats, loop] = process.argv.slice(2);
const chosen = workloads.find((w) => w.name === name);
if (chosen !== undefined) {
  if (chosen.crowded) crowd();
  for (let i = 0; i < Number(repeats); i++)
    console.log(JSON.stringify(measure(chosen, Number(requests), loop === "plain")));
}
