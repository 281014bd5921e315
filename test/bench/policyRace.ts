// Every policy by itself, over 2 and 10 versions; Thompson sampling beside the compiled reference, in the same round.
import { execFileSync } from "node:child_process";
import { policies } from "../../sim/policies/index.ts";
import type { Played } from "./policies.ts";

const STEPS = 10_000;

/** Ratios to the reference's speed, and millions of steps a second. */
const GOALS: Readonly<Record<string, string>> = {
  "thompson 2": "0.40 of the reference",
  "thompson 10": "0.35 of the reference",
  "ucb1 2": "10 M steps/s",
  "klUcb 10": "0.7 M steps/s",
};

const nsOf = (command: string, args: readonly (string | number)[]): number => {
  const printed = execFileSync(command, args.map(String), { encoding: "utf8" });
  const lines = printed.trim().split("\n");
  const played = lines.map((line) => JSON.parse(line) as Pick<Played, "n" | "cpu">);
  return Math.min(...played.map(({ n, cpu }) => (cpu / n) * 1e9));
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/**
 * Prints a line a policy.
 * @param file       test/bench/policies.ts, bundled
 * @param reference  the compiled program, called as `PATH VERSIONS STEPS RUNS`; nothing is compared when left out
 */
export function racePolicies(file: string, rounds: number, reference?: string): void {
  console.log("\npolicies by themselves, ns a step (and M steps/s), and of the reference's speed");
  for (const { name } of policies)
    for (const versions of [2, 10]) {
      const goal = GOALS[`${name} ${versions}`];
      const runs = goal === undefined ? 20 : 100; // those with a goal as long as the reference
      const ns: number[] = [];
      const ratios: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const ours = nsOf(process.execPath, [file, name, versions, STEPS, runs, 5]);
        ns.push(ours);
        if (name === "thompson" && reference !== undefined)
          ratios.push(nsOf(reference, [versions, STEPS, 100]) / ours);
      }
      const best = Math.min(...ns);
      const ratio = ratios.length === 0 ? "" : `, ${median(ratios).toFixed(2)} of the reference`;
      console.log(
        `  ${`${name} ${versions}`.padEnd(24)}${best.toFixed(0).padStart(6)} (${(1e3 / best).toFixed(2)})` +
          ratio +
          (goal === undefined ? "" : `; goal ${goal}`),
      );
    }
}
