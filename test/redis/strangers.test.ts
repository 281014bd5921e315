// Whoever reaches the same Redis may write anything there; threads die; a Redis goes away for good. Odds end all the same.
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { carryOut, CrewLost } from "../../sim/odds/carryOut.ts";
import { surveyOf } from "../../sim/odds/survey.ts";
import { sweep, type Sweep } from "../../sim/odds/sweep.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import type { OpenCrew } from "../../src/cli/oddsWork.ts";
import { contentHash } from "../../src/contentHash.ts";
import { engineVersion } from "../../src/engineVersion.ts";
import type { Pool } from "../../src/pool.ts";
import { openRedisCrew } from "../../src/redis/crew.ts";
import { closeLink, openLink } from "../../src/redis/link.ts";
import { answerKey, surveyKey, WORKERS_KEY } from "../../src/redis/names.ts";
import { serveJobs } from "../../src/redis/serve.ts";
import { shardAt, shardSizeOf } from "../../src/redis/shards.ts";
import { surveysAtWork } from "../../src/redis/surveys.ts";
import { jobId, jobOf, WireError, writeSurvey } from "../../src/redis/wire.ts";
import { newServer, onlyWithRedis, type Server, there } from "./server.ts";

let server: Server;

beforeAll(async () => {
  if (!there) return;
  server = await newServer();
  await server.start();
});
beforeEach(onlyWithRedis);
afterAll(async () => {
  if (there) await server.remove();
});

function survey(seed: number, more: object = {}): Survey {
  const document = {
    name: "small",
    duration: "10m",
    traffic: { rate: "30/s", users: 100 },
    versions: [
      { id: "stable", errorRate: "1%" },
      { id: "candidate", errorRate: "5%" },
    ],
    strategies: [{ type: "flagger" }],
    ...more,
  };
  return surveyOf(document, { seed, strategies: ["flagger"], runs: 60, exact: true });
}

async function link() {
  const redis = await openLink(server.url, { wait: false, tell: () => {} });
  onTestFinished(() => closeLink(redis));
  return redis;
}

async function worker(threads = 1): Promise<string[]> {
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  const serving = await serveJobs(await link(), { threads, name: "here", tell });
  onTestFinished(() => serving.close());
  return told;
}

async function crewFor(work: Sweep): Promise<{ crew: OpenCrew; told: string[] }> {
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  const crew = await openRedisCrew(work, { url: server.url, wait: false, tell });
  onTestFinished(() => crew.close());
  return { crew, told };
}

/** The key of the first shard's answer. */
function firstAnswer(asked: Survey): string {
  const size = shardSizeOf(asked, workbench(asked).batchSize);
  const job = jobOf(engineVersion(), contentHash(asked), shardAt(asked, size, 0, 0));
  return answerKey(jobId(job));
}

/** All figures of all runs. */
function inThisThread(asked: Survey): unknown[] {
  const work = sweep(asked);
  const bench = workbench(asked);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, bench.rows(batch));
  return [...work.rows()];
}

test("an answer that no worker wrote is asked for again", async () => {
  const asked = survey(1);
  const redis = await link();
  await redis.set(firstAnswer(asked), "hello");
  await worker();
  const work = sweep(asked);
  const { crew, told } = await crewFor(work);
  await carryOut(work, crew);
  expect([...work.rows()]).toStrictEqual(inThisThread(asked));
  expect(told.join()).toContain("is no answer of a worker");
});

test("cards of workers that are none, and old ones, are none", async () => {
  const redis = await link();
  await redis.zadd(WORKERS_KEY, 1e12, "no card");
  await redis.zadd(WORKERS_KEY, 1e12, `{"id":1,"engine":"${engineVersion()}"}`);
  const { crew, told } = await crewFor(sweep(survey(100)));
  void crew.work({ point: 0, from: 0, count: 1 });
  await expect.poll(() => told.join(), { timeout: 5000 }).toContain("no worker of engine");
  await redis.del(WORKERS_KEY);
});

test("what a simulation refuses is told as in one thread, not tried for ever", async () => {
  const often = {
    duration: "3650d",
    traffic: { rate: "1/s" },
    strategies: [{ type: "flagger", interval: "10ms" }],
  };
  const asked = survey(200, often);
  await worker();
  const { crew } = await crewFor(sweep(asked));
  const batch = { point: 0, from: 0, count: 1 };
  expect(() => workbench(asked).rows(batch)).toThrow(ScenarioError);
  await expect(crew.work(batch)).rejects.toThrow(ScenarioError);
});

test("a job whose threads are lost is done by new ones, and given up when they are lost each time", async () => {
  const asked = survey(250);
  const redis = await link();
  const hash = contentHash(asked);
  await redis.set(surveyKey(hash), writeSurvey(asked));
  const surveys = surveysAtWork(redis, 1);
  onTestFinished(() => surveys.close());
  const pools = new Set<Pool>();
  const batch = { point: 0, from: 0, count: 2 };
  const losing = (times: number) =>
    surveys.use(hash, async ({ pool }) => {
      pools.add(pool);
      // Before the work, not in the middle of it: a warm thread may be done before it is ended.
      if (pools.size <= times) await pool.close();
      return pool.work(batch);
    });
  expect(await losing(1)).toStrictEqual(workbench(asked).rows(batch));
  expect(pools.size).toBe(2);
  await expect(losing(Infinity)).rejects.toThrow(CrewLost);
});

test("a survey that is another than its name says, or none, is not worked on", async () => {
  const redis = await link();
  const surveys = surveysAtWork(redis, 1);
  const use = (asked: Survey) => surveys.use(contentHash(asked), async () => 0);
  const key = (asked: Survey) => surveyKey(contentHash(asked));
  await redis.set(key(survey(260)), writeSurvey(survey(261)));
  await expect(use(survey(260))).rejects.toThrow(/expected the survey \w+, got another/);
  await expect(use(survey(262))).rejects.toThrow(WireError);
  await redis.set(key(survey(263)), writeSurvey({ ...survey(263), runs: 1e9 }));
  await expect(use(survey(263))).rejects.toThrow(/runs: expected 1 to 1000000, got 1000000000/);
});

test("more surveys at once than threads are kept for", async () => {
  const told = await worker(2);
  const works = [300, 400, 500].map((seed) => sweep(survey(seed)));
  await Promise.all(works.map(async (work) => carryOut(work, (await crewFor(work)).crew)));
  for (const work of works) expect([...work.rows()]).toStrictEqual(inThisThread(work.survey));
  expect(told.join()).not.toContain("refused");
});

test("who is not let in is told so at once, and no password is shown", async () => {
  const locked = await newServer("--requirepass", "sesame");
  onTestFinished(() => locked.remove());
  await locked.start();
  const refused = (url: string) => openLink(url, { wait: true, tell: () => {} });
  await expect(refused(locked.url)).rejects.toThrow(/^--redis redis:\/\/127.0.0.1:\d+: it wants a/);
  const wrong = refused(locked.url.replace("//", "//:simsim@"));
  await expect(wrong).rejects.toThrow(/^--redis redis:\/\/127.0.0.1:\d+: wrong user or password$/);
  const none = refused(`${locked.url.replace("//", "//:sesame@")}/99`);
  await expect(none).rejects.toThrow(/:\d+\/99: it has no such database$/);
  const into = await openLink(locked.url.replace("//", "//:sesame@"), { wait: false, tell() {} });
  closeLink(into);
});

test("whose Redis is gone can be left: a crew, and a worker", async () => {
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  const redis = await openLink(server.url, { wait: false, tell });
  const serving = await serveJobs(redis, { threads: 1, name: "left", tell });
  const { crew } = await crewFor(sweep(survey(700)));
  void crew.work({ point: 0, from: 0, count: 1 });
  await server.stop();
  await expect.poll(() => told.join(), { timeout: 5000 }).toContain("is lost");
  const from = performance.now();
  await Promise.all([crew.close(), serving.close()]);
  closeLink(redis);
  expect(performance.now() - from).toBeLessThan(8000);
  await server.start();
});
