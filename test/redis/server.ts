// A real Redis for tests: on a port of its own, keeping what it is told in a folder of its own (AOF). The tests of a file go at once:
// each has a database of its own, or a server when that is to fall ill or die.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, type TestContext } from "vitest";
import { closeLink, openLink } from "../../src/redis/link.ts";

/** Whether there is a redis-server on this machine. */
const there: boolean = spawnSync("redis-server", ["--version"]).status === 0;

/** Where there is none, a test is skipped here, and says why. */
function onlyWithRedis({ task, skip }: TestContext): void {
  if (there) return;
  console.info(`skipped: ${task.name}: there is no redis-server here`);
  skip("there is no redis-server here");
}

/** One server for the tests of a file. @returns gives each a database that nobody has used */
export function sharedServer(): (context: TestContext) => string {
  let server: Server | undefined;
  let databases = 0;
  beforeAll(async () => {
    if (!there) return;
    server = await newServer();
    await server.start();
  });
  afterAll(() => server?.remove());
  return (context) => {
    onlyWithRedis(context);
    return `${server!.url}/${databases++}`;
  };
}

/** A server of this test's own, which runs. @param words  more of them for redis-server */
export async function ownServer(
  context: TestContext,
  ...words: readonly string[]
): Promise<Server> {
  onlyWithRedis(context);
  const server = await newServer(...words);
  context.onTestFinished(() => server.remove());
  await server.start();
  return server;
}

/** A connection that goes with the test. */
export async function linkTo({ onTestFinished }: TestContext, url: string): Promise<Redis> {
  const redis = await openLink(url, { wait: false, tell: () => {} });
  onTestFinished(() => closeLink(redis));
  return redis;
}

export interface Server {
  readonly url: string;
  start(): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it, and takes away what it kept. */
  remove(): Promise<void>;
}

/** One that has to be started. @param more  words for redis-server */
export async function newServer(...more: readonly string[]): Promise<Server> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), "rollout-lab-redis-"));
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
