// The edge of the program: exit codes, signals, closed pipes, and our own mistakes.
import { debuglog } from "node:util";
import { invocation } from "./command.ts";
import { tellInterrupt } from "./interrupt.ts";
import { clearBar } from "./progress.ts";
import { Refusal } from "./refusal.ts";
import { shellWord } from "./shellWord.ts";
import { complain, forgiveClosedPipes } from "./terminal.ts";

/** By convention 128 and the signal's number. */
const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;
const REFUSED = 2;
/** Our own mistake: EX_SOFTWARE of sysexits, unlike every code a scenario can cause. */
const BUG = 70;

const debug = debuglog("rollout-lab");

/** Runs the program to its exit code. The code is set, not forced, so that what was printed arrives. */
export async function guarded(main: () => Promise<number>): Promise<void> {
  forgiveClosedPipes();
  // Nothing is ever half written when a signal is heard, so there is nothing to undo. A command may have more to do.
  let heard: keyof typeof INTERRUPTED = "SIGINT";
  const hear = (signal: keyof typeof INTERRUPTED) => () => {
    heard = signal;
    if (!tellInterrupt()) leave(INTERRUPTED[signal]);
  };
  process.on("SIGINT", hear("SIGINT"));
  process.on("SIGTERM", hear("SIGTERM"));
  try {
    const code = await main();
    process.exitCode = code === INTERRUPTED.SIGINT ? INTERRUPTED[heard] : code;
  } catch (error) {
    clearBar();
    if (error instanceof Refusal) {
      complain(error.lines);
      process.exitCode = REFUSED;
    } else {
      tellBug(error);
      process.exitCode = BUG;
    }
  }
}

function leave(code: number): never {
  clearBar();
  process.exit(code);
}

/** One line, and the words that lead to it. NODE_DEBUG=rollout-lab shows the stack. */
function tellBug(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const words = process.argv.slice(2).map(shellWord).join(" ");
  complain([`this is a bug in rollout-lab: ${message}; it came from: ${invocation()} ${words}`]);
  debug("%s", error instanceof Error ? (error.stack ?? "") : "");
}
