// `npm test`: every check there is, cheap ones first, and at the end one line over all of them: `N passed, N failed, N skipped`.
// `npm run test:full` is the same with the heavy tests on (`--full` sets FULL=1 for test/full.ts).
// A step that is no test suite (lint, types, build ...) counts as one test. A failed step does not stop the later ones.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { interrupted, run, type Ended } from "./steps.ts";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Step {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** Counts of a suite's own report, read after it ended; absent for a step that is one test. */
  counts?: () => Counts;
}

const { full } = parseArgs({ options: { full: { type: "boolean", default: false } } }).values;
if (full) process.env["FULL"] = "1";

/** For everything together: whoever waits for the closing line gets one. */
const LIMIT_SECONDS = 3600;
const node = process.execPath;
const reports = mkdtempSync(join(tmpdir(), "rollout-lab-test-"));
const vitestReport = join(reports, "vitest.json");
const playwrightReport = join(reports, "playwright.json");

const steps: Step[] = [
  { name: "lock file", command: node, args: ["tools/check-lock.ts"] },
  { name: "format", command: "oxfmt", args: ["--check"] },
  { name: "lint", command: "oxlint", args: ["--type-aware", "--deny-warnings"] },
  { name: "types", command: "tsc", args: ["-b"] },
  { name: "unused code", command: "knip", args: [] },
  { name: "build", command: node, args: ["tools/build.ts"] },
  {
    name: "unit and browser tests",
    command: "vitest",
    args: ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`],
    counts: vitestCounts,
  },
  {
    name: "end-to-end tests",
    command: "playwright",
    args: ["test", "--reporter=list,json"],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    counts: playwrightCounts,
  },
];

function vitestCounts(): Counts {
  const report = JSON.parse(readFileSync(vitestReport, "utf8"));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function playwrightCounts(): Counts {
  const { stats } = JSON.parse(readFileSync(playwrightReport, "utf8"));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/** A suite that ended badly failed at least once, whatever its report says: a file that does not load has no tests. */
function countsOf(step: Step, ended: Ended): Counts {
  const none = { passed: 0, failed: 0, skipped: 0 };
  if (!step.counts) return ended.code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 };
  let counts = none;
  try {
    counts = step.counts();
  } catch {
    return { ...none, failed: 1 };
  }
  return ended.code === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
for (const step of steps) {
  console.log(`\n--- ${step.name}`);
  const left = Math.max(1, LIMIT_SECONDS - performance.now() / 1000);
  const ended = await run(step.command, step.args, left, step.env);
  if (interrupted()) break;
  const counts = countsOf(step, ended);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const verdict = counts.failed ? "FAILED" : "ok";
  summary.push(`${verdict.padEnd(7)}${step.name} (${ended.seconds.toFixed(1)} s)`);
}
rmSync(reports, { recursive: true, force: true });

if (interrupted()) {
  console.error("\nInterrupted: not all tests have run.");
  process.exit(130);
}
console.log(`\n${summary.join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed ? 1 : 0;
