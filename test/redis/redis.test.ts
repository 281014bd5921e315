// Many machines, as processes of this one, around a real Redis that keeps what it is told (AOF). The tests go at once, each in a
// database of its own; all ask for the same odds, which one thread computes once.
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { engineVersion } from "../../src/engineVersion.ts";
import { closeLink, openLink } from "../../src/redis/link.ts";
import { answerKey, ASKED_SECONDS, PREFIX, queueName } from "../../src/redis/names.ts";
import { serveJobs } from "../../src/redis/serve.ts";
import { readJob } from "../../src/redis/wire.ts";
import { freePort, newServer, onlyWithRedis, type Server, there } from "./server.ts";

const root = path.resolve(import.meta.dirname, "../..");
const RUNS = 60;

interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly said: () => string;
  readonly code: Promise<number | null>;
}

function lab({ onTestFinished, onTestFailed }: TestContext, ...words: string[]): Started {
  const child = spawn(process.execPath, [path.join(root, "src/cli.ts"), ...words], { cwd: root });
  let out = "";
  let said = "";
  child.stdout.on("data", (piece: Buffer) => (out += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  onTestFailed(() => console.info(`${words[0]} said:\n${said}`));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await code;
  });
  return { child, out: () => out, said: () => said, code };
}

const worker = (context: TestContext, url: string, name: string) =>
  lab(context, "worker", "--redis", url, "--threads", "1", "--name", name, "--wait");

const asked =
  `odds scenarios/canary-catches-a-bad-model.json --exact --strategy canary --runs ${RUNS} --json --seed 1`
    .split(" ")
    .concat("--vary", "versions[1].errorRate=1%,3%");

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 10_000 && !(await holds()); i++) await sleep(20);
  expect(await holds()).toBe(true);
}

/** What a worker says that it has done. */
const jobsOf = ({ said }: Started): string[] =>
  said().match(/(?<=^Canary catches a bad model: )\d+ runs from \d+ on of point \d+/gm) ?? [];

const isReady = ({ said }: Started) => said().includes("Ctrl-C");

let server: Server;
let databases = 0;
const freshUrl = () => `${server.url}/${databases++}`;

async function linkTo({ onTestFinished }: TestContext, url: string): Promise<Redis> {
  const redis = await openLink(url, { wait: false, tell: () => {} });
  onTestFinished(() => closeLink(redis));
  return redis;
}

/** Keys that would stay for ever. */
async function lasting(redis: Redis): Promise<string[]> {
  const keys = await redis.keys("*");
  const lives = await Promise.all(keys.map((key) => redis.ttl(key)));
  return keys.filter((_, i) => lives[i] === -1 || lives[i]! > ASKED_SECONDS);
}

let oneThread: Promise<string> | undefined;
const inOneThread = (context: TestContext) =>
  (oneThread ??= (async () => {
    const alone = lab(context, ...asked, "--workers", "1");
    expect(await alone.code).toBe(0);
    return alone.out();
  })());

beforeAll(async () => {
  if (!there) return;
  server = await newServer();
  await server.start();
});

afterAll(async () => {
  if (there) await server.remove();
});

/** Stops a worker in the middle of a job: begun by it, under its lock, unanswered. @returns the job as the worker would tell of it */
async function stopInAJob({ child }: Started, name: string, redis: Redis): Promise<string> {
  const options = { connection: redis, prefix: PREFIX, skipMetasUpdate: true };
  const queue = new Queue(queueName(engineVersion()), options);
  const held = async (): Promise<string | null> => {
    for (const { id = "", processedBy, data } of await queue.getActive()) {
      const isLocked = (await redis.exists(`${queue.toKey(id)}:lock`)) > 0;
      const isAnswered = (await redis.exists(answerKey(id))) > 0;
      if (processedBy !== name || !isLocked || isAnswered) continue;
      const { point, from, count } = readJob(data);
      return `${count} runs from ${from} on of point ${point}`;
    }
    return null;
  };
  for (;;) {
    await until(async () => (await held()) !== null);
    child.kill("SIGSTOP");
    await sleep(50); // what it had sent arrives
    const job = await held();
    if (job !== null) return job;
    child.kill("SIGCONT");
  }
}

describe.concurrent("many machines", () => {
  test("a worker killed in the middle of a job: another does it; the bits of one thread, nothing lost or counted twice", async (context) => {
    onlyWithRedis(context);
    const url = freshUrl();
    const [first, second] = [worker(context, url, "first"), worker(context, url, "second")];
    const redis = await linkTo(context, url);
    await until(() => isReady(first) && isReady(second));
    const many = lab(context, ...asked, "--redis", url);
    await until(() => jobsOf(first).length > 0);
    const held = await stopInAJob(first, "first", redis);
    first.child.kill("SIGKILL");
    expect(jobsOf(second)).not.toContain(held);
    expect(await many.code).toBe(0);
    expect(jobsOf(second)).toContain(held);
    const jobs = [...jobsOf(first), ...jobsOf(second)];
    expect(new Set(jobs).size).toBe(jobs.length);
    expect(many.out()).toBe(await inOneThread(context));
    second.child.kill("SIGINT");
    expect(await second.code).toBe(0);
    expect(await lasting(redis)).toEqual([]);
  });

  test("Redis killed and started again in the middle: the same bits", async (context) => {
    onlyWithRedis(context);
    const mortal = await newServer();
    context.onTestFinished(() => mortal.remove());
    await mortal.start();
    const one = worker(context, mortal.url, "one");
    await until(() => isReady(one));
    const many = lab(context, ...asked, "--redis", mortal.url);
    await until(() => jobsOf(one).length > 0);
    await mortal.stop("SIGKILL");
    await until(() => many.said().includes("is lost") && one.said().includes("is lost"));
    await mortal.start();
    expect(await many.code).toBe(0);
    expect(many.said()).toContain("is back");
    expect(many.out()).toBe(await inOneThread(context));
    one.child.kill("SIGINT");
    expect(await one.code).toBe(0);
  });

  test("a submitter that was killed finds what had been done when it asks again", async (context) => {
    onlyWithRedis(context);
    const url = freshUrl();
    const one = worker(context, url, "one");
    await until(() => isReady(one));
    const killed = lab(context, ...asked, "--redis", url);
    await until(() => jobsOf(one).length >= 2);
    killed.child.kill("SIGKILL");
    await killed.code;
    const again = lab(context, ...asked, "--redis", url);
    expect(await again.code).toBe(0);
    const jobs = jobsOf(one);
    expect(new Set(jobs).size).toBe(jobs.length);
    expect(jobs.reduce((sum, job) => sum + Number.parseInt(job, 10), 0)).toBe(2 * RUNS);
    expect(again.out()).toBe(await inOneThread(context));
    one.child.kill("SIGTERM");
    expect(await one.code).toBe(0);
  });

  test("what a submitter leaves that was killed, and no worker comes to, does not stay for ever", async (context) => {
    onlyWithRedis(context);
    const url = freshUrl();
    const redis = await linkTo(context, url);
    const killed = lab(context, ...asked, "--redis", url);
    await until(async () => (await redis.keys("*:wait")).length > 0);
    killed.child.kill("SIGKILL");
    await killed.code;
    expect((await redis.keys("*")).length).toBeGreaterThan((2 * RUNS) / 20);
    expect(await lasting(redis)).toEqual([]);
  });

  test("a worker of another engine takes nothing, and the submitter is told of it", async (context) => {
    onlyWithRedis(context);
    const url = freshUrl();
    const redis = await linkTo(context, url);
    const told: string[] = [];
    const options = {
      threads: 1,
      name: "old",
      engine: "0.0.1+old",
      tell: (line: string) => void told.push(line),
    };
    const other = await serveJobs(redis, options);
    const many = lab(context, ...asked, "--redis", url);
    await until(() => many.said().includes("there are workers of 0.0.1+old"));
    many.child.kill("SIGINT");
    expect(await many.code).toBe(130);
    expect(JSON.parse(many.out())).toMatchObject({ partial: true, runs: 0 });
    expect(told).toEqual([]);
    // nothing stays in a queue that nobody may ever come to
    expect(await redis.keys("*:wait")).toEqual([]);
    await other.close();
  });

  test("Ctrl-C ends waiting for a Redis", async (context) => {
    const many = lab(
      context,
      ...asked,
      "--wait",
      "--redis",
      `redis://127.0.0.1:${await freePort()}`,
    );
    await until(() => many.said().includes("nobody listens there: trying again"));
    many.child.kill("SIGINT");
    expect(await many.code).toBe(130);
    expect(many.out()).toBe("");
  });

  test("what cannot be had is told in a line", async (context) => {
    const refused = async (words: string, reason: string) => {
      const { code, said } = lab(
        context,
        "odds",
        "scenarios/canary-catches-a-bad-model.json",
        ...words.split(" "),
      );
      expect(await code).toBe(2);
      expect(said()).toContain(reason);
      expect(said()).not.toContain("    at ");
    };
    await Promise.all([
      refused("--wait", "--wait: expected with --redis"),
      refused("--redis redis://x --workers 2", "--workers: expected without --redis"),
      refused("--redis http://x", "expected an address like redis://host:6379"),
      refused(`--redis redis://127.0.0.1:${await freePort()}`, "cannot be reached: nobody listens"),
    ]);
  });
});
