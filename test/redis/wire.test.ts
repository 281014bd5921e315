// What is written to Redis comes back by its bits; nothing else is taken for it.
import fc from "fast-check";
import "../seeded.ts";
import { describe, expect, test } from "vitest";
import { type RowLayout, widthOf } from "../../sim/odds/rows.ts";
import { surveyOf } from "../../sim/odds/survey.ts";
import type { Survey } from "../../sim/odds/types.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { LimitError } from "../../sim/world/limit.ts";
import { contentHash } from "../../src/contentHash.ts";
import { errorOf, failureOf } from "../../src/failure.ts";
import { shardAt, shardSizeOf } from "../../src/redis/shards.ts";
import {
  type Answer,
  jobId,
  jobOf,
  readAnswer,
  readCard,
  readJob,
  readSurvey,
  WireError,
  writeAnswer,
  writeSurvey,
} from "../../src/redis/wire.ts";

const layout: RowLayout = {
  strategies: [{ id: "a", type: "canary", world: "counts" }],
  versions: ["v1", "v2"],
  drawn: ["incidents"],
};
const WIDTH = widthOf(layout);

/** Rows of two runs: a good candidate rolled back, a bad one promoted; figures of every kind of number. */
function rows(): Float64Array {
  const figures = [NaN, 0.1, -0, 5e-324, Infinity, 1e300, -7, 1 / 3, 0, 1, 2, 3, 4];
  return Float64Array.of(0, 0.5, 1, 0, ...figures, 1, 0.25, 0, 1, ...figures);
}

function survey(more: object = {}, document: object = {}): Survey {
  return surveyOf(
    { name: "small", ...document },
    { seed: 3, strategies: ["a"], runs: 1000, ...more },
  );
}

const text = (line: string, ...more: Buffer[]) => Buffer.concat([Buffer.from(line), ...more]);

describe("an answer", () => {
  test("comes back by its bits", () => {
    const back = readAnswer(writeAnswer({ kind: "rows", rows: rows() }), layout, 2);
    const bits = (of: Float64Array) => [...new BigUint64Array(of.slice().buffer)];
    expect(bits((back as { rows: Float64Array }).rows)).toStrictEqual(bits(rows()));
  });

  test("that is a failure comes back as itself", () => {
    const problems = [{ path: "versions[1]", message: "expected more\nthan this" }];
    const back = (error: Error) =>
      errorOf(
        readAnswer(writeAnswer(failureOf(error)), layout, 2) as Exclude<Answer, { kind: "rows" }>,
      );
    expect(back(new ScenarioError(problems))).toStrictEqual(new ScenarioError(problems));
    expect(back(new LimitError("too many"))).toStrictEqual(new LimitError("too many"));
    const bug = new TypeError("of null");
    expect(back(bug)).toMatchObject({ message: bug.message, stack: bug.stack });
  });

  const written = () => writeAnswer({ kind: "rows", rows: rows() });
  const changed = (at: number, value: number) => {
    const wrong = rows();
    wrong[at] = value;
    return writeAnswer({ kind: "rows", rows: wrong });
  };
  test.each([
    ["nothing", Buffer.alloc(0)],
    ["no line", text('{"kind":"rows"}')],
    ["no JSON", text("rows\n", Buffer.alloc(16 * WIDTH))],
    ["a kind that is none", text('{"kind":"row"}\n', Buffer.alloc(16 * WIDTH))],
    ["a field more", text('{"kind":"rows","runs":2}\n', Buffer.alloc(16 * WIDTH))],
    ["a problem without a path", text('{"kind":"scenario","problems":[{"message":""}]}\n')],
    ["a number too few", written().subarray(0, -8)],
    ["a byte too few", written().subarray(0, -1)],
    ["a run more", text("", written(), Buffer.alloc(8 * WIDTH))],
    ["a candidate neither good nor bad", changed(0, 0.5)],
    ["an outcome that is none", changed(2, 4)],
    ["an outcome that is no number", changed(2 + WIDTH, NaN)],
    ["a version that is none", changed(3 + WIDTH, 2)],
    ["a version before the first", changed(3, -1)],
  ])("is none with %s", (_what, bytes) => {
    expect(() => readAnswer(bytes, layout, 2)).toThrow(WireError);
  });

  test("is none, whatever else stands there", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(() => readAnswer(Buffer.from(bytes), layout, 2)).toThrow(WireError);
      }),
    );
  });
});

describe("a survey", () => {
  const read = (of: Survey) => readSurvey(writeSurvey(of), contentHash(of));

  test("comes back as it was, the times of a trace by their bits", () => {
    const times = Float64Array.of(0, 1 / 3, 5e-324 + 1, 1e9);
    const traced = survey({}, { traffic: { trace: { times }, users: 5 } });
    const until = survey({
      until: 0.02,
      exact: true,
      points: [{ set: { "versions[1].errorRate": "1%" }, label: "1%" }],
    });
    for (const of of [survey(), until, traced]) expect(read(of)).toStrictEqual(of);
  });

  test.each([
    ["nothing", ""],
    ["a list", "[]"],
    ["no points", JSON.stringify({ ...survey(), points: [] })],
    ["a document that is none", JSON.stringify({ ...survey(), document: 7 })],
    ["a field more", JSON.stringify({ ...survey(), more: 1 })],
    ["another seed", JSON.stringify({ ...survey(), seed: 4 })],
    ["times cut off", JSON.stringify(survey({}, { traffic: { trace: { times: "AAAA" } } }))],
  ])("is none: %s", (_what, written) => {
    expect(() => readSurvey(written, contentHash(survey()))).toThrow(WireError);
  });

  test("out of bounds is told as any other", () => {
    const wrong = { ...survey(), runs: 1e9 };
    expect(() => readSurvey(JSON.stringify(wrong), contentHash(wrong))).toThrow(/runs: expected/);
  });
});

describe("a job", () => {
  const job = jobOf("1.0.0+abc", contentHash(survey()), { point: 0, from: 20, count: 10 });

  test("has one name, and another when anything of it is another", () => {
    expect(readJob(JSON.parse(JSON.stringify(job)))).toStrictEqual(job);
    const others = [
      { ...job, engine: "1.0.0+abd" },
      { ...job, survey: contentHash(1) },
      { ...job, point: 1 },
      { ...job, from: 10 },
      { ...job, count: 9 },
    ];
    expect(new Set([job, { ...job }, ...others].map(jobId)).size).toBe(6);
  });

  test.each([
    ["nothing", undefined],
    ["a name that is no hash", { ...job, survey: "../x" }],
    ["runs before the first", { ...job, from: -1 }],
    ["half a run", { ...job, count: 0.5 }],
    ["no run", { ...job, count: 0 }],
    ["a field more", { ...job, code: "x" }],
  ])("is none: %s", (_what, data) => {
    expect(() => readJob(data)).toThrow(WireError);
  });
});

test("a card of a worker is read, and nothing else", () => {
  const id = "0b8f3c1e-9a51-4c5e-8d53-1f0f6b1a2c3d";
  const card = { id, name: "one", engine: "1.0.0+abc", threads: 2 };
  expect(readCard(JSON.stringify(card))).toStrictEqual(card);
  const others = ["", "null", "7", { ...card, id: 1 }, { ...card, threads: 0 }, { ...card, x: 1 }];
  for (const other of others) expect(readCard(JSON.stringify(other))).toBeNull();
});

test("shards cover each run once, none longer than what a point looks at where it may stop early", () => {
  const some = fc.record({
    runs: fc.integer({ min: 200, max: 5000 }),
    batchSize: fc.constantFrom(1, 5, 20, 200),
    isBounded: fc.boolean(),
  });
  fc.assert(
    fc.property(some, ({ runs, batchSize, isBounded }) => {
      const asked = survey({ runs, ...(isBounded && { until: 0.1 }) });
      const size = shardSizeOf(asked, batchSize);
      expect(size % batchSize).toBe(0);
      if (isBounded) expect(size).toBeLessThanOrEqual(200);
      let from = 0;
      while (from < runs) {
        const shard = shardAt(asked, size, 0, from);
        expect(shard.from).toBe(from);
        expect(shardAt(asked, size, 0, from + shard.count - 1)).toStrictEqual(shard);
        from += shard.count;
      }
      expect(from).toBe(runs);
    }),
  );
});
