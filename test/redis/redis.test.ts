// Many machines, as processes of this one, around a real Redis that keeps what it is told (AOF).
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { closeLink, openLink } from "../../src/redis/link.ts";
import { serveJobs } from "../../src/redis/serve.ts";
import { freePort, newServer, onlyWithRedis, type Server, there } from "./server.ts";

const root = path.resolve(import.meta.dirname, "../..");
let server: Server;
const children = new Set<ChildProcess>();

const url = () => server.url;

interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly said: () => string;
  readonly code: Promise<number | null>;
}

function lab(...words: string[]): Started {
  const child = spawn(process.execPath, [path.join(root, "src/cli.ts"), ...words], { cwd: root });
  let out = "";
  let said = "";
  child.stdout.on("data", (piece: Buffer) => (out += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
  children.add(child);
  const code = new Promise<number | null>((resolve) =>
    child.once("close", (status) => {
      children.delete(child);
      resolve(status);
    }),
  );
  return { child, out: () => out, said: () => said, code };
}

const worker = (name: string) =>
  lab("worker", "--redis", url(), "--threads", "1", "--name", name, "--wait");

const asked = (seed: number) =>
  "odds scenarios/canary-catches-a-bad-model.json --exact --strategy canary --runs 100 --json"
    .split(" ")
    .concat("--seed", String(seed), "--vary", "versions[1].errorRate=1%,3%");

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 1200 && !holds(); i++) await sleep(25);
  expect(holds()).toBe(true);
}

async function inOnePlace(seed: number): Promise<string> {
  const alone = lab(...asked(seed), "--workers", "1");
  expect(await alone.code).toBe(0);
  return alone.out();
}

beforeAll(async () => {
  if (!there) return;
  server = await newServer();
  await server.start();
});

afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
});

afterAll(async () => {
  if (there) await server.remove();
});

test("two workers, one killed in the middle of a job: the bits of one thread, nothing lost or counted twice", async (context) => {
  onlyWithRedis(context);
  const [first, second] = [worker("first"), worker("second")];
  await until(() => first.said().includes("Ctrl-C") && second.said().includes("Ctrl-C"));
  const many = lab(...asked(1), "--redis", url());
  await until(() => /runs from/.test(first.said()));
  first.child.kill("SIGKILL");
  expect(await many.code).toBe(0);
  expect(second.said()).toMatch(/runs from/);
  expect(many.out()).toBe(await inOnePlace(1));
  second.child.kill("SIGINT");
  expect(await second.code).toBe(0);
}, 60_000);

test("Redis killed and started again in the middle: the same bits", async (context) => {
  onlyWithRedis(context);
  const one = worker("one");
  await until(() => one.said().includes("Ctrl-C"));
  const many = lab(...asked(1000), "--redis", url());
  await until(() => /runs from/.test(one.said()));
  await server.stop("SIGKILL");
  await until(() => many.said().includes("is lost") && one.said().includes("is lost"));
  await server.start();
  expect(await many.code).toBe(0);
  expect(many.said()).toContain("is back");
  expect(many.out()).toBe(await inOnePlace(1000));
  one.child.kill("SIGINT");
  expect(await one.code).toBe(0);
}, 60_000);

test("a submitter that was killed finds what had been done when it asks again", async (context) => {
  onlyWithRedis(context);
  const one = worker("one");
  await until(() => one.said().includes("Ctrl-C"));
  const killed = lab(...asked(2000), "--redis", url());
  await until(() => (one.said().match(/runs from/g) ?? []).length >= 2);
  killed.child.kill("SIGKILL");
  await killed.code;
  const again = lab(...asked(2000), "--redis", url());
  expect(await again.code).toBe(0);
  const jobs = one.said().match(/\d+ runs from \d+ on of point \d+/g)!;
  expect(new Set(jobs).size).toBe(jobs.length);
  const runs = jobs.reduce((sum, job) => sum + Number.parseInt(job, 10), 0);
  expect(runs).toBe(2 * 100);
  expect(again.out()).toBe(await inOnePlace(2000));
  one.child.kill("SIGTERM");
  expect(await one.code).toBe(0);
}, 60_000);

test("a worker of another engine takes nothing, and the submitter is told of it", async (context) => {
  onlyWithRedis(context);
  const redis = await openLink(url(), { wait: false, tell: () => {} });
  const told: string[] = [];
  const options = {
    threads: 1,
    name: "old",
    engine: "0.0.1+old",
    tell: (line: string) => void told.push(line),
  };
  const other = await serveJobs(redis, options);
  const many = lab(...asked(3000), "--redis", url());
  await until(() => many.said().includes("there are workers of 0.0.1+old"));
  many.child.kill("SIGINT");
  expect(await many.code).toBe(130);
  expect(JSON.parse(many.out())).toMatchObject({ partial: true, runs: 0 });
  expect(told).toEqual([]);
  // nothing stays in a queue that nobody may ever come to
  expect(await redis.keys("*:wait")).toEqual([]);
  await other.close();
  closeLink(redis);
}, 60_000);

test("what cannot be had is told in a line", async () => {
  const refused = async (words: string, reason: string) => {
    const { code, said } = lab(
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
}, 30_000);
