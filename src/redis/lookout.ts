// Looks out for workers of our engine: says when there is none, and when nobody will come.
import type { Redis } from "ioredis";
import { invocation } from "../cli/command.ts";
import { Refusal } from "../cli/refusal.ts";
import type { LinkOptions } from "./link.ts";
import { workersOf } from "./presence.ts";

/** Without a worker for so long, nobody will come. */
const PATIENCE_MS = 20_000;
/** Other engines that are told of. */
const MOST_TOLD = 5;

/** @returns a look, which throws Refusal when there has been no worker for too long and we may not wait */
export function lookout(redis: Redis, engine: string, { wait, tell }: LinkOptions) {
  let aloneSince: number | null = null;
  let told = "";
  return async (): Promise<void> => {
    const engines = new Set((await workersOf(redis)).map((worker) => worker.engine));
    if (engines.has(engine)) return void (aloneSince = null);
    aloneSince ??= performance.now();
    const others = [...engines].slice(0, MOST_TOLD);
    const line =
      `no worker of engine ${engine} is there` +
      (others.length === 0 ? "" : `; there are workers of ${others.join(", ")}`);
    if (line !== told) tell((told = line));
    if (!wait && performance.now() - aloneSince > PATIENCE_MS)
      throw new Refusal([`--redis: ${line}; start one with: ${invocation()} worker --redis URL`]);
  };
}
