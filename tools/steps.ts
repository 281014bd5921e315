// Runs one command at a time, bounded in time, and lets none outlive an interrupt.
import { spawn, type ChildProcess } from "node:child_process";

export interface Ended {
  /** Exit code; 124 when it ran out of time, 130 when interrupted. */
  code: number;
  seconds: number;
}

const GRACE_MS = 5_000;
const ownGroup = process.platform !== "win32";
let running: ChildProcess | null = null;
let stopped: NodeJS.Signals | null = null;

/** Whether the user has asked to stop. */
export const interrupted = (): boolean => stopped !== null;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (stopped) kill("SIGKILL");
    stopped = signal;
    end();
  });
}

/** Runs a command to its end, its output as it comes. `limitSeconds` ends a hang. */
export function run(
  command: string,
  args: string[],
  limitSeconds: number,
  env = {},
): Promise<Ended> {
  const began = performance.now();
  // A group of its own: what it starts (browsers, servers) can be ended with it.
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    detached: ownGroup,
    env: { ...process.env, ...env },
  });
  running = child;
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    console.error(`${command} was given ${limitSeconds.toFixed()} s and is being stopped`);
    end();
  }, limitSeconds * 1000);
  return new Promise((done) => {
    const finish = (code: number) => {
      clearTimeout(limit);
      running = null;
      done({
        code: stopped ? 130 : late ? 124 : code,
        seconds: (performance.now() - began) / 1000,
      });
    };
    child.once("error", (error) => {
      console.error(error.message);
      finish(127);
    });
    child.once("close", (code) => finish(code ?? 1));
  });
}

/** Asks the running command to end, and ends it when it does not. */
function end(): void {
  kill("SIGINT");
  setTimeout(() => kill("SIGKILL"), GRACE_MS).unref();
}

function kill(signal: NodeJS.Signals): void {
  if (!running?.pid) return;
  try {
    process.kill(ownGroup ? -running.pid : running.pid, signal);
  } catch {
    // Already gone.
  }
}
