// The real command line, as a child process.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CLI = path.join(ROOT, "src/cli.ts");

export const FIXTURES = path.join(import.meta.dirname, "fixtures");
export const SMALL = path.join(FIXTURES, "small.json");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the input is on its way: after `FILLING`, the program is up and hears signals. */
  readonly listening: Promise<void>;
  /** Resolves with standard output once it matches. */
  seen(pattern: RegExp): Promise<string>;
}

/** Blanks to put before an input: more than a pipe holds, so that they are written only once somebody reads. */
export const FILLING = " ".repeat(1 << 18);

interface Surroundings {
  readonly input?: string | Buffer;
  /** Standard input is not ended. */
  readonly keepOpen?: boolean;
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Another program than the checkout's own. */
  readonly cli?: string;
}

/** Starts the command line. It is ended with the test. */
export function start(args: readonly string[], surroundings: Surroundings = {}): Started {
  const { input = "", keepOpen = false, cwd = ROOT, env = {}, cli = CLI } = surroundings;
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { ...withoutColour(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (err += text));
  child.stdin.on("error", () => {});
  const listening = new Promise<void>((resolve) => void child.stdin.write(input, () => resolve()));
  if (!keepOpen) child.stdin.end();
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, out, err }));
  });
  const seen = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => void (pattern.test(out) && resolve(out));
      child.stdout.on("data", look);
      child.on("close", () => reject(new Error(`ended without ${pattern}: ${out}${err}`)));
      look();
    });
  return { child, ended, listening, seen };
}

function withoutColour(): NodeJS.ProcessEnv {
  const { NO_COLOR: _no, FORCE_COLOR: _force, NODE_OPTIONS: _options, ...rest } = process.env;
  return rest;
}

/** Runs the command line to its end. */
export function lab(args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return start(args, surroundings).ended;
}

/** An empty folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "rollout-lab-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
