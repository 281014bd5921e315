// Whoever reaches the same Redis may write anything there; threads die; a Redis goes away for good. Odds end all the same. The tests go
// at once, each in a database of its own.
import { createServer } from "node:net";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { describe, expect, test, type TestContext } from "vitest";
import { carryOut, CrewLost } from "../../sim/odds/carryOut.ts";
import { sweep, type Sweep } from "../../sim/odds/sweep.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import type { OpenCrew } from "../../src/cli/oddsWork.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { contentHash } from "../../src/contentHash.ts";
import { engineVersion } from "../../src/engineVersion.ts";
import type { Pool } from "../../src/pool.ts";
import { openRedisCrew } from "../../src/redis/crew.ts";
import { closeLink, openLink } from "../../src/redis/link.ts";
import { answerKey, PREFIX, queueName, surveyKey, WORKERS_KEY } from "../../src/redis/names.ts";
import { serveJobs } from "../../src/redis/serve.ts";
import { shardAt, shardSizeOf } from "../../src/redis/shards.ts";
import { surveysAtWork } from "../../src/redis/surveys.ts";
import { type Job, jobId, jobOf, WireError, writeSurvey } from "../../src/redis/wire.ts";
import { inThisThread, smallSurvey } from "../odds/smallSurvey.ts";
import { freePort, linkTo, ownServer, sharedServer } from "./server.ts";

const freshUrl = sharedServer();

const survey = (seed: number, document: object = {}): Survey => smallSurvey({ seed }, document);

/** A Redis, and who comes to it; all leave when the test is over. `told` is what each of them says. */
interface Place {
  readonly url: string;
  link(): Promise<Redis>;
  worker(threads?: number): Promise<{ told: string[] }>;
  crew(work: Sweep): Promise<{ crew: OpenCrew; told: string[] }>;
}

function placeFor(context: TestContext, url: string = freshUrl(context)): Place {
  const { onTestFinished } = context;
  const link = () => linkTo(context, url);
  return {
    url,
    link,
    async worker(threads = 1) {
      const told: string[] = [];
      const tell = (line: string) => void told.push(line);
      const serving = await serveJobs(await link(), { threads, name: "here", tell });
      onTestFinished(() => serving.close());
      return { told };
    },
    async crew(work) {
      const told: string[] = [];
      const tell = (line: string) => void told.push(line);
      const crew = await openRedisCrew(work, { url, wait: false, tell });
      onTestFinished(() => crew.close());
      return { crew, told };
    },
  };
}

/** Whether a time is over, as this program's own timers have it: they wait, too, when there is no core to run on. */
function patience(ms: number): () => boolean {
  let isOver = false;
  setTimeout(() => void (isOver = true), ms).unref();
  return () => isOver;
}

/** A survey's first shard, as a job. */
function firstJob(asked: Survey, engine: string = engineVersion()): Job {
  const size = shardSizeOf(asked, workbench(asked).batchSize(0));
  return jobOf(engine, contentHash(asked), shardAt(asked, size, 0, 0));
}

describe.concurrent("what anybody wrote", () => {
  test("an answer that no worker wrote is asked for again, and a survey is written again", async (context) => {
    const place = placeFor(context);
    const asked = survey(1);
    const redis = await place.link();
    await redis.set(answerKey(jobId(firstJob(asked))), "hello");
    await redis.set(surveyKey(contentHash(asked)), writeSurvey(survey(2)));
    const { told } = await place.worker();
    const work = sweep(asked);
    const submitter = await place.crew(work);
    await carryOut(work, submitter.crew);
    expect([...work.rows()]).toStrictEqual(inThisThread(asked));
    expect(submitter.told.join()).toContain("is no answer of a worker");
    expect(told.join()).toMatch(/a job was refused: expected the survey \w+, got another/);
  });

  test("cards of workers that are none, and old ones, are none", async (context) => {
    const place = placeFor(context);
    const redis = await place.link();
    await redis.zadd(WORKERS_KEY, 1e12, "no card");
    await redis.zadd(WORKERS_KEY, 1e12, `{"id":1,"engine":"${engineVersion()}"}`);
    const { crew, told } = await place.crew(sweep(survey(100)));
    void crew.work({ point: 0, from: 0, count: 1 });
    await context.expect.poll(() => told.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(told[0]).toContain("no worker of engine");
  });

  test("a job of another engine that stands in this one's queue is refused, and gone", async (context) => {
    const place = placeFor(context);
    const redis = await place.link();
    const asked = survey(150);
    await redis.set(surveyKey(contentHash(asked)), writeSurvey(asked));
    const { told } = await place.worker();
    const queue = new Queue(queueName(engineVersion()), { connection: redis, prefix: PREFIX });
    const job = firstJob(asked, "0.0.1+old");
    await queue.add("shard", job, { jobId: jobId(job) });
    await context.expect.poll(() => told, { timeout: 20_000 }).toHaveLength(1);
    expect(told[0]).toBe(`a job was refused: this is engine ${engineVersion()}, not 0.0.1+old`);
    expect(await redis.keys("*:answer:*")).toEqual([]);
    expect(await queue.getJob(jobId(job))).toBeUndefined();
  });

  test("a survey that is another than its name says, or none, is not worked on", async (context) => {
    const redis = await placeFor(context).link();
    const surveys = surveysAtWork(redis, 1);
    const use = (asked: Survey) => surveys.use(contentHash(asked), async () => 0);
    const key = (asked: Survey) => surveyKey(contentHash(asked));
    await redis.set(key(survey(260)), writeSurvey(survey(261)));
    await expect(use(survey(260))).rejects.toThrow(/expected the survey \w+, got another/);
    expect(await redis.exists(key(survey(260)))).toBe(0);
    await expect(use(survey(262))).rejects.toThrow(WireError);
    await redis.rpush(key(survey(262)), "a list");
    await expect(use(survey(262))).rejects.toThrow(WireError);
    expect(await redis.exists(key(survey(262)))).toBe(0);
    await redis.set(key(survey(263)), writeSurvey({ ...survey(263), runs: 1e9 }));
    await expect(use(survey(263))).rejects.toThrow(/runs: expected 1 to 1000000, got 1000000000/);
    await expect(use(survey(263))).rejects.toThrow(WireError);
  });
});

describe.concurrent("what goes wrong", () => {
  test("what a simulation refuses is told as in one thread, not tried for ever", async (context) => {
    const place = placeFor(context);
    const often = {
      duration: "3650d",
      traffic: { rate: "1/s" },
      strategies: [{ type: "flagger", interval: "10ms" }],
    };
    const asked = survey(200, often);
    await place.worker();
    const { crew } = await place.crew(sweep(asked));
    const batch = { point: 0, from: 0, count: 1 };
    expect(() => workbench(asked).rows(batch)).toThrow(ScenarioError);
    await expect(crew.work(batch)).rejects.toThrow(ScenarioError);
  });

  test("a job whose threads are lost is done by new ones, and given up when they are lost each time", async (context) => {
    const asked = survey(250);
    const redis = await placeFor(context).link();
    const hash = contentHash(asked);
    await redis.set(surveyKey(hash), writeSurvey(asked));
    const surveys = surveysAtWork(redis, 1);
    context.onTestFinished(() => surveys.close());
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

  test("threads outlive whatever goes wrong but their own loss", async (context) => {
    const asked = survey(270);
    const redis = await placeFor(context).link();
    const hash = contentHash(asked);
    const surveys = surveysAtWork(redis, 1);
    context.onTestFinished(() => surveys.close());
    const pools = new Set<Pool>();
    const failing = (error: Error) =>
      surveys.use(hash, async ({ pool }) => {
        pools.add(pool);
        throw error;
      });
    await expect(failing(new Error("never thrown: there is no such survey"))).rejects.toThrow(
      "the survey is not there",
    );
    await redis.set(surveyKey(hash), writeSurvey(asked));
    for (const error of [new ScenarioError([]), new WireError("no shard"), new RangeError("bug")])
      await expect(failing(error)).rejects.toBe(error);
    expect(pools.size).toBe(1);
    const batch = { point: 0, from: 0, count: 1 };
    const [pool] = pools;
    expect(await pool!.work(batch)).toStrictEqual(workbench(asked).rows(batch));
  });

  test("more surveys at once than threads are kept for", async (context) => {
    const place = placeFor(context);
    const { told } = await place.worker(2);
    const works = [300, 400, 500].map((seed) => sweep(survey(seed)));
    await Promise.all(works.map(async (work) => carryOut(work, (await place.crew(work)).crew)));
    for (const work of works) expect([...work.rows()]).toStrictEqual(inThisThread(work.survey));
    expect(told.join()).not.toContain("refused");
  });

  test("a Redis that is full is told of as such, to a submitter and to a worker", async (context) => {
    const full = await ownServer(context, "--maxmemory", "1");
    const place = placeFor(context, full.url);
    const { crew } = await place.crew(sweep(survey(600)));
    const refused = crew.work({ point: 0, from: 0, count: 1 });
    await expect(refused).rejects.toThrow(/^--redis: Redis says: OOM command not allowed/);
    await expect(refused).rejects.toThrow(Refusal);
    await expect(place.worker()).rejects.toThrow(Refusal);
  });

  test("who is not let in is told so at once, and no password is shown", async (context) => {
    const { url } = await ownServer(context, "--requirepass", "sesame");
    const told: string[] = [];
    const refused = (into: string) =>
      openLink(into, { wait: true, tell: (line) => void told.push(line) });
    await expect(refused(url)).rejects.toThrow(/^--redis redis:\/\/127.0.0.1:\d+: it wants a/);
    const wrong = refused(url.replace("//", "//:simsim@"));
    await expect(wrong).rejects.toThrow(
      /^--redis redis:\/\/127.0.0.1:\d+: wrong user or password$/,
    );
    const none = refused(`${url.replace("//", "//:sesame@")}/99`);
    await expect(none).rejects.toThrow(/:\d+\/99: it has no such database$/);
    closeLink(await refused(url.replace("//", "//:sesame@")));
    expect(told).toEqual([]);
  });

  test("whoever answers in Redis's place, or not at all, is not waited for 5 s", async ({
    onTestFinished,
  }) => {
    const answering = async (text: string) => {
      const port = await freePort();
      const other = createServer((socket) => {
        socket.on("error", () => {});
        if (text !== "") socket.end(text);
      }).listen(port, "127.0.0.1");
      onTestFinished(() => void other.close());
      return `redis://127.0.0.1:${port}`;
    };
    const [web, silent] = [
      await answering("HTTP/1.1 400 Bad Request\r\n\r\n"),
      await answering(""),
    ];
    const nobody = `redis://127.0.0.1:${await freePort()}`;
    const isOver = patience(5000);
    const refused = (url: string) => openLink(url, { wait: false, tell: () => {} });
    await Promise.all([
      expect(refused(web)).rejects.toThrow(/: what answers there is no Redis$/),
      expect(refused(silent)).rejects.toThrow(/: cannot be reached: it does not answer/),
      expect(refused(nobody)).rejects.toThrow(/: cannot be reached: nobody listens there$/),
    ]);
    expect(isOver()).toBe(false);
  });

  test("whose Redis is gone can be left: a crew, and a worker", async (context) => {
    const mortal = await ownServer(context);
    const told: string[] = [];
    const tell = (line: string) => void told.push(line);
    const redis = await openLink(mortal.url, { wait: false, tell });
    const serving = await serveJobs(redis, { threads: 1, name: "left", tell });
    const { crew } = await placeFor(context, mortal.url).crew(sweep(survey(700)));
    void crew.work({ point: 0, from: 0, count: 1 });
    await mortal.stop();
    await context.expect
      .poll(() => told.join(), { timeout: 20_000 })
      .toContain("nobody listens there");
    expect(told[0]).toMatch(/is lost: trying again$/);
    const isOver = patience(8000);
    await Promise.all([crew.close(), serving.close()]);
    closeLink(redis);
    expect(isOver()).toBe(false);
  });
});
