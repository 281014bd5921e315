// Threads change no bit, whatever becomes of them.
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { carryOut, CrewLost } from "../../sim/odds/carryOut.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { readAxis } from "../../sim/odds/vary.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { openPool, openThreads, type Pool } from "../../src/pool.ts";
import { inThisThread, smallSurvey } from "./smallSurvey.ts";

const survey = (document: object = {}): Survey =>
  smallSurvey({ vary: [readAxis("versions[1].errorRate=1%,2%")] }, document);

function pool(asked: Survey, threads: number, program?: string): Pool {
  const opened = openPool(asked, threads, program);
  onTestFinished(() => opened.close());
  return opened;
}

test.each([1, 3])("%i threads: the same bits as in one piece", async (threads) => {
  const work = sweep(survey());
  await carryOut(work, pool(work.survey, threads));
  expect([...work.rows()]).toStrictEqual(inThisThread(work.survey));
});

test("the same threads for one survey after another, and for two at once", async () => {
  const threads = openThreads();
  onTestFinished(() => threads.close());
  const asked = [survey(), survey({ duration: "5m" }), survey({ duration: "8m" })];
  const carriedOut = async (one: Survey) => {
    const work = sweep(one);
    const crew = threads.crew(one, 2);
    await carryOut(work, crew);
    await crew.close();
    return [...work.rows()];
  };
  const first = await carriedOut(asked[0]!);
  const others = await Promise.all(asked.slice(1).map(carriedOut));
  expect([first, ...others]).toStrictEqual(asked.map(inThisThread));
});

test("threads are added for a survey that has work for more, and those know what was asked before", async () => {
  const threads = openThreads();
  onTestFinished(() => threads.close());
  const [small, large] = [survey(), survey({ duration: "5m" })];
  const crews = [threads.crew(small, 1), threads.crew(large, 3), threads.crew(small, 1)];
  expect(crews.map(({ size }) => size)).toStrictEqual([1, 5, 5]);
  // More at once than one thread is given: others, started later, have the survey too.
  const batches = Array.from({ length: 6 }, (_, from) => ({ point: 0, from, count: 1 }));
  const rows = await Promise.all(batches.map((batch) => crews[0]!.work(batch)));
  expect(rows).toStrictEqual(batches.map((batch) => workbench(small).rows(batch)));
});

test("a thread that dies gives back what it had, and the others go on", async () => {
  const order = new SharedArrayBuffer(4);
  const asked = { ...survey(), order };
  const work = sweep(asked);
  const lost: unknown[] = [];
  const crew = pool(asked, 2, path.join(import.meta.dirname, "mortalWorker.ts"));
  await carryOut(work, {
    size: crew.size,
    work: (batch) =>
      crew.work(batch).catch((error: unknown) => {
        lost.push(error);
        throw error;
      }),
  });
  expect(lost.length).toBeGreaterThan(0);
  for (const error of lost) expect(error).toBeInstanceOf(CrewLost);
  expect(String(lost[0])).toContain("a thread is gone: it ended with code 7");
  expect([...work.rows()]).toStrictEqual(inThisThread(survey()));
});

test("when no thread is left, the reason is told", async () => {
  const broken = { ...survey(), points: null } as unknown as Survey;
  const work = carryOut(sweep(survey()), pool(broken, 2));
  await expect(work).rejects.toThrow(/Cannot read properties of null/);
});

test("what a strategy says of a scenario comes back as it was said", async () => {
  const often = survey({ duration: "3650d", strategies: [{ type: "flagger", interval: "10ms" }] });
  const bench = workbench(often);
  const batch = { point: 0, from: 0, count: 1 };
  const said = (() => {
    try {
      return bench.rows(batch);
    } catch (error) {
      return error;
    }
  })();
  expect(said).toBeInstanceOf(ScenarioError);
  const { problems } = said as ScenarioError;
  const answer = pool(often, 1).work(batch);
  await expect(answer).rejects.toBeInstanceOf(ScenarioError);
  await expect(answer).rejects.toMatchObject({ problems });
});

test("a closed pool loses what it had, and takes no more", async () => {
  const asked = survey();
  const crew = pool(asked, 1);
  const under = crew.work({ point: 0, from: 0, count: 1 }).catch((error: unknown) => error);
  await crew.close();
  expect(await under).toBeInstanceOf(CrewLost);
  await expect(crew.work({ point: 0, from: 0, count: 1 })).rejects.toBeInstanceOf(CrewLost);
});
