// Many machines, as processes of this one, around a real Redis that keeps what it is told (AOF). The tests go at once, each in a
// database of its own; all ask for the same odds, which one thread computes once.
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { describe, expect, test, type TestContext } from "vitest";
import { readWords } from "../../src/cli/command.ts";
import { odds } from "../../src/cli/odds.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { engineVersion } from "../../src/engineVersion.ts";
import { answerKey, ASKED_SECONDS, PREFIX, queueName } from "../../src/redis/names.ts";
import { serveJobs } from "../../src/redis/serve.ts";
import { readJob } from "../../src/redis/wire.ts";
import { freePort, linkTo, ownServer, sharedServer } from "./server.ts";

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

const SCENARIO = "scenarios/canary-catches-a-bad-model.json";
const asked = `odds ${SCENARIO} --exact --strategy canary --runs ${RUNS} --json --seed 1`
  .split(" ")
  .concat("--vary", "versions[1].errorRate=1%,3%");

/** What is to be seen after a while: polled by the test's own expect, for others go at the same time. */
const soon = <T>(context: TestContext, seen: () => T) =>
  context.expect.poll(seen, { timeout: 200_000, interval: 20 });

/** What a worker says that it has done. */
const jobsOf = ({ said }: Started): string[] =>
  said().match(/(?<=^Canary catches a bad model: )\d+ runs from \d+ on of point \d+/gm) ?? [];

const ready = (context: TestContext, { said }: Started) => soon(context, said).toContain("Ctrl-C");

const freshUrl = sharedServer();

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

/** Stops a worker in the middle of a job: begun by it, under its lock, unanswered. @returns the job as the worker would tell of it */
async function stopInAJob(
  context: TestContext,
  { child }: Started,
  name: string,
  redis: Redis,
): Promise<string> {
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
    await soon(context, held).not.toBeNull();
    child.kill("SIGSTOP");
    await sleep(50); // what it had sent arrives
    const job = await held();
    if (job !== null) return job;
    child.kill("SIGCONT");
  }
}

describe.concurrent("many machines", () => {
  test("a worker killed in the middle of a job: another does it; the bits of one thread, nothing lost or counted twice", async (context) => {
    const url = freshUrl(context);
    const [first, second] = [worker(context, url, "first"), worker(context, url, "second")];
    const redis = await linkTo(context, url);
    await Promise.all([ready(context, first), ready(context, second)]);
    const many = lab(context, ...asked, "--redis", url);
    await soon(context, () => jobsOf(first)).not.toHaveLength(0);
    const held = await stopInAJob(context, first, "first", redis);
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
    const mortal = await ownServer(context);
    const one = worker(context, mortal.url, "one");
    await ready(context, one);
    const many = lab(context, ...asked, "--redis", mortal.url);
    await soon(context, () => jobsOf(one)).not.toHaveLength(0);
    await mortal.stop("SIGKILL");
    for (const { said } of [many, one]) await soon(context, said).toContain("is lost");
    await mortal.start();
    expect(await many.code).toBe(0);
    expect(many.said()).toContain("is back");
    expect(many.out()).toBe(await inOneThread(context));
    one.child.kill("SIGINT");
    expect(await one.code).toBe(0);
  });

  test("a submitter that was killed finds what had been done when it asks again", async (context) => {
    const url = freshUrl(context);
    const one = worker(context, url, "one");
    await ready(context, one);
    const killed = lab(context, ...asked, "--redis", url);
    await soon(context, () => jobsOf(one).length).toBeGreaterThanOrEqual(2);
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
    const url = freshUrl(context);
    const redis = await linkTo(context, url);
    const killed = lab(context, ...asked, "--redis", url);
    await soon(context, () => redis.keys("*:wait")).not.toHaveLength(0);
    killed.child.kill("SIGKILL");
    await killed.code;
    expect((await redis.keys("*")).length).toBeGreaterThan((2 * RUNS) / 20);
    expect(await lasting(redis)).toEqual([]);
  });

  test("a worker of another engine takes nothing, and the submitter is told of it", async (context) => {
    const url = freshUrl(context);
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
    await soon(context, many.said).toContain("there are workers of 0.0.1+old");
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
    await soon(context, many.said).toContain("nobody listens there: trying again");
    many.child.kill("SIGINT");
    expect(await many.code).toBe(130);
    expect(many.out()).toBe("");
  });

  test("what cannot be had is refused with the reason", async () => {
    const refused = async (words: string, reason: string) => {
      const error = await odds
        .run(readWords(odds, [path.join(root, SCENARIO), ...words.split(" ")]))
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Refusal);
      expect(String(error)).toContain(reason);
    };
    await Promise.all([
      refused("--wait", "--wait: expected with --redis"),
      refused("--redis redis://x --workers 2", "--workers: expected without --redis"),
      refused("--redis http://x", "expected an address like redis://host:6379"),
      refused(`--redis redis://127.0.0.1:${await freePort()}`, "cannot be reached: nobody listens"),
    ]);
  });
});
