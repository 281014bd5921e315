// The worker's half with the real engine, spoken to as the page does.
import { describe, expect, test, vi } from "vitest";
import { manifestText } from "./manifests.ts";
import type { FromWorker, Order } from "../../ui/protocol.ts";
import { startRehearser } from "../../ui/rehearser.ts";

const small = JSON.stringify({
  name: "Small",
  story: { question: "Does it work?", lesson: "It does.", tags: ["small"] },
  duration: "10m",
  traffic: { rate: "20/s", users: 500 },
  versions: [
    { id: "stable", errorRate: "1%" },
    { id: "candidate", errorRate: "10%" },
  ],
  strategies: [
    {
      type: "canary",
      steps: [{ setWeight: 20 }, { pause: "5m" }],
      checks: [{ metric: "errorRate", max: "4%" }],
    },
    { type: "rolling" },
  ],
});
const texts = {
  small,
  broken: '{ "name": "Broken", }',
  long: small.replace('"10m"', '"7d"').replace('"20/s"', '"200/s"'),
};
const manifests = { "argo-canary": "# A canary.\nkind: Rollout\n" };
const plainOrder: Order = {
  scenario: "small",
  plan: null,
  edits: {},
  strategies: null,
  seed: null,
};

/** A worker, everything it has said, and a way to wait for its last word on a run. */
function start() {
  const said: FromWorker[] = [];
  let heard = (): void => {};
  const tell = startRehearser({ scenarios: texts, manifests }, (message) => {
    said.push(structuredClone(message));
    heard();
  });
  const answer = (run: number): Promise<FromWorker> =>
    new Promise((resolve) => {
      heard = () => {
        const last = said.find(
          (m) => "run" in m && m.run === run && ["done", "problems", "cancelled"].includes(m.kind),
        );
        if (last !== undefined) resolve(last);
      };
      heard();
    });
  const order = (run: number, more: Partial<Order> = {}): Promise<FromWorker> => {
    tell({ kind: "rehearse", run, order: { ...plainOrder, ...more } });
    return answer(run);
  };
  return { said, tell, answer, order };
}

const problemsIn = (message: FromWorker): string[] => {
  if (message.kind !== "problems") throw new Error(`expected problems, got ${message.kind}`);
  return message.problems.map(({ path, message: text }) => `${path}: ${text}`);
};
const resultIn = (message: FromWorker) => {
  if (message.kind !== "done") throw new Error(`expected a result, got ${JSON.stringify(message)}`);
  return message;
};

describe("the rehearser", () => {
  test("introduces every scenario, readable or not", () => {
    const { said } = start();
    const gallery = said.find((message) => message.kind === "gallery")!;
    expect(gallery.examples).toEqual([
      { id: "argo-canary", says: "A canary.", text: manifests["argo-canary"] },
    ]);
    expect(gallery.tales.map(({ id, title, question }) => [id, title, question])).toEqual([
      ["small", "Small", "Does it work?"],
      ["broken", "Broken", "Broken"],
      ["long", "Small", "Does it work?"],
    ]);
  });

  test("says what the file says first, then the result", async () => {
    const { said, order } = start();
    const { comparison, facts } = resultIn(await order(1));
    expect(said.map((message) => message.kind).slice(1, 2)).toEqual(["written"]);
    expect(comparison.runs.map((run) => run.strategy)).toEqual(["canary", "rolling"]);
    expect(comparison.runs.every((run) => run.series !== undefined)).toBe(true);
    expect(facts.versions[1]!.errorRate).toBe(0.1);
    expect("trace" in facts.traffic).toBe(false);
  });

  test("applies edits, strategies and seed", async () => {
    const { order } = start();
    const first = resultIn(await order(1));
    const edited = resultIn(
      await order(2, { edits: { "versions[1].errorRate": 0.01 }, strategies: ["canary"], seed: 7 }),
    );
    expect(edited.comparison.seed).toBe(7);
    expect(edited.comparison.runs.map((run) => run.strategy)).toEqual(["canary"]);
    expect(edited.facts.versions[1]!.errorRate).toBe(0.01);
    expect(edited.comparison.runs[0]!.fingerprint).not.toBe(first.comparison.runs[0]!.fingerprint);
  });

  test("makes a latency of the two figures a slider sets, where the file has none", async () => {
    const { order } = start();
    const edits = { "versions[1].latency.p50": 0.1, "versions[1].latency.p99": 0.4 };
    const { facts } = resultIn(await order(1, { edits }));
    expect(facts.versions[1]!.latency).toEqual({ p50: 0.1, p99: 0.4 });
  });

  test("runs a plan like a story, with what was understood of it, and edits it by path", async () => {
    const { said, order } = start();
    const text = manifestText("argo-background-analysis");
    const own = { scenario: "own", plan: { text, metrics: {} } };
    const { comparison, facts } = resultIn(await order(1, own));
    expect(comparison.runs.map((run) => [run.strategy, run.type])).toContainEqual([
      "ranker",
      "canary",
    ]);
    const { written } = said.find((message) => message.kind === "written")!;
    expect(written.reading?.question).toBe("Would ranker’s rollout catch a bad release?");
    expect(written.document).toMatchObject({ strategies: [{ type: "canary", id: "ranker" }, {}] });
    const edits = { "versions[1].errorRate": facts.versions[0]!.errorRate };
    const better = resultIn(await order(2, { ...own, edits }));
    expect(better.comparison.runs[0]!.outcome).toBe("promoted");
    expect(comparison.runs[0]!.outcome).toBe("rolledBack");
    // What can be said beforehand is said of the plan as it was edited.
    const quiet = resultIn(await order(3, { ...own, edits: { "traffic.rate": 0.05 } }));
    expect(quiet.outlook).not.toEqual(better.outlook);
    expect(quiet.outlook[0]).toMatch(/^the earliest possible abort is 2\dm/);
    expect(resultIn(await order(4)).outlook).toEqual([]);
  });

  test("gives back what is wrong with a plan, or that there is none", async () => {
    const { order } = start();
    const text = manifestText("argo-background-analysis").replace("replicas: 10", "replicas: ten");
    const own = { scenario: "own", plan: { text, metrics: {} } };
    expect(problemsIn(await order(1, own))).toEqual([
      expect.stringMatching(/^spec\.replicas: line 8: expected a whole number/),
    ]);
    expect(problemsIn(await order(2, { scenario: "own" }))[0]).toMatch(/carries no plan/);
    expect(problemsIn(await order(3, { scenario: "toString" }))[0]).toMatch(/no scenario "toStr/);
  });

  test("stops before a plan is read, when it is told to", async () => {
    const { tell, answer } = start();
    const plan = { text: manifestText("flagger-insiders"), metrics: {} };
    tell({ kind: "rehearse", run: 1, order: { ...plainOrder, scenario: "own", plan } });
    tell({ kind: "cancel", run: 1 });
    expect((await answer(1)).kind).toBe("cancelled");
  });

  test("reads a draft while a run goes on, and tells what it is", async () => {
    const { said, tell, answer } = start();
    tell({ kind: "rehearse", run: 1, order: { ...plainOrder, scenario: "long" } });
    tell({ kind: "read", draft: 7, plan: { text: "kind: [", metrics: {} } });
    await vi.waitFor(() => expect(said.some(({ kind }) => kind === "read")).toBe(true));
    const read = said.find((message) => message.kind === "read")!;
    expect(read).toMatchObject({ draft: 7, reading: { problems: [{ line: 1 }] } });
    expect(said.some(({ kind }) => kind === "done")).toBe(false);
    tell({ kind: "cancel", run: 1 });
    await answer(1);
  });

  test("gives back what is wrong, with its path", async () => {
    const { order } = start();
    expect(problemsIn(await order(1, { edits: { "versions[1].errorRate": 2 } }))).toEqual([
      expect.stringMatching(/^versions\[1\]\.errorRate: expected a share/),
    ]);
    expect(problemsIn(await order(2, { edits: { "versions[9].errorRate": 0 } }))[0]).toMatch(
      /^versions\[9\]/,
    );
    expect(problemsIn(await order(3, { strategies: ["cnary"] }))[0]).toMatch(/cnary/);
    expect(problemsIn(await order(4, { scenario: "broken" }))).toEqual([
      'duration: expected a duration like "30m", got nothing',
      "traffic: expected an object, got nothing",
      "versions: expected an array, got nothing",
      "strategies: expected an array, got nothing",
    ]);
    expect(problemsIn(await order(5, { scenario: "none" }))[0]).toMatch(/no scenario "none"/);
    resultIn(await order(6));
  });

  test("stops when it is told to, in the middle of a run", async () => {
    const { said, tell, answer } = start();
    tell({ kind: "rehearse", run: 1, order: { ...plainOrder, scenario: "long" } });
    await new Promise((resolve) => setTimeout(resolve, 120));
    tell({ kind: "cancel", run: 1 });
    expect((await answer(1)).kind).toBe("cancelled");
    const progress = said.filter((message) => message.kind === "progress");
    expect(progress.length).toBeGreaterThan(0);
    expect(progress.at(-1)!.requests).toBeGreaterThan(0);
    expect(progress.at(-1)!.share).toBeLessThan(1);
  });
});
