// Who works a survey off: threads where there is work for them.
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { surveyOf } from "../../sim/odds/survey.ts";
import { sweep, type Sweep } from "../../sim/odds/sweep.ts";
import { crewFor, type OpenCrew, openCrews, workSideBySide } from "../../src/cli/oddsWork.ts";

function work(runs: number, duration: string): Sweep {
  const document = {
    name: "regular",
    duration,
    traffic: { rate: "1000/s", arrivals: "regular" },
    versions: [{ id: "v1" }, { id: "v2" }],
    strategies: [{ type: "stay" }],
  };
  return sweep(surveyOf(document, { seed: 1, strategies: ["stay"], runs }));
}

/** Batches its crew works on at once, of two threads at most: 1 in this thread, 3 on two. */
async function abreast(runs: number, duration: string): Promise<number> {
  const crew = crewFor(work(runs, duration), 2);
  await crew.close();
  return crew.size;
}

test("what takes less time than threads take to start is done in this one; a few long runs are not", async () => {
  expect(await abreast(5, "10s")).toBe(1);
  expect(await abreast(400, "10m")).toBe(3);
  expect(await abreast(4, "10h")).toBe(3);
});

test("what is asked first does not decide how many threads there are for what is asked next", async () => {
  const crews = openCrews(3);
  onTestFinished(() => crews.close());
  const sizes = [1, 1, 400].map((runs) => crews.crewFor(work(runs, "1h")).size);
  expect(sizes).toStrictEqual([1, 1, 5]);
});

test("when one of several throws, the others are closed with it, and asked for no more", async () => {
  const [broken, sound] = [work(4000, "10s"), work(4000, "10s")];
  let asked = 0;
  const closed: string[] = [];
  const crew = (name: string, rows: OpenCrew["work"]): OpenCrew => ({
    size: 1,
    work: rows,
    close: async () => void closed.push(name),
  });
  const failing = crew("failing", async () => {
    // Both batches of the other are under way.
    while (asked < 2) await setImmediate();
    throw new RangeError("no such run");
  });
  const slow = crew("slow", async (batch) => {
    asked++;
    await setImmediate();
    return sound.bench.rows(batch);
  });
  const jobs = [
    { sweep: broken, crew: failing },
    { sweep: sound, crew: slow },
  ];
  let doneWhenTold = Infinity;
  const told = workSideBySide(jobs, {}).finally(() => void (doneWhenTold = sound.done));
  await expect(told).rejects.toThrow("no such run");
  expect(closed).toStrictEqual(["failing", "slow"]);
  const askedBefore = asked;
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  expect(asked).toBe(askedBefore);
  expect(sound.done).toBe(doneWhenTold);
});
