// A real Redis for a test: on a port of its own, keeping what it is told in a folder of its own (AOF).
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestContext } from "vitest";

/** Whether there is a redis-server on this machine. */
export const there: boolean = spawnSync("redis-server", ["--version"]).status === 0;

/** For a test that needs one: elsewhere it is skipped here, and says why. */
export function onlyWithRedis({ task, skip }: TestContext): void {
  if (there) return;
  console.info(`skipped: ${task.name}: there is no redis-server here`);
  skip("there is no redis-server here");
}

export interface Server {
  readonly url: string;
  start(): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it, and removes what it kept. */
  remove(): Promise<void>;
}

/** @param more  words for redis-server */
export async function newServer(...more: readonly string[]): Promise<Server> {
  const folder = mkdtempSync(path.join(tmpdir(), "rollout-lab-redis-"));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  const stop = async (signal: NodeJS.Signals = "SIGKILL") => {
    if (server === null) return;
    const gone = new Promise((resolve) => server!.once("exit", resolve));
    server.kill(signal);
    await gone;
    server = null;
  };
  return {
    url,
    async start() {
      const words = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
      server = spawn("redis-server", [...words, "--appendonly", "yes", "--save", "", ...more], {
        stdio: "ignore",
      });
      await listening(port);
    },
    stop,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listening(port: number): Promise<void> {
  for (let tried = 0; tried < 400; tried++) {
    const socket = connect(port, "127.0.0.1");
    const isThere = await new Promise((resolve) =>
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false)),
    );
    socket.destroy();
    if (isThere) return;
    await sleep(25);
  }
  throw new Error(`no redis-server came up at port ${port}`);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
