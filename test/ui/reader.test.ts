import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Reading, ToWorker } from "../../ui/protocol.ts";
import { startReader, type Reader } from "../../ui/reader.ts";
import {
  answer,
  beginDraft,
  freshLab,
  pickScenario,
  rehearseDraft,
  setSeed,
  edit,
  useLab,
  write,
  type Lab,
} from "../../ui/store.ts";

const now = (): Lab => useLab.getState();
const reading = (summary: string): Reading => ({
  question: "",
  summary: [summary],
  problems: [],
  asks: [],
  outlook: [],
  notes: [],
  fields: [],
  assumed: [],
});

describe("the reader", () => {
  const asked: Extract<ToWorker, { kind: "read" }>[] = [];
  let reader: Reader;
  const tell = (summary: string): void =>
    reader.hear({ kind: "read", draft: asked.at(-1)!.draft, reading: reading(summary) });

  beforeEach(() => {
    vi.useFakeTimers();
    useLab.setState(freshLab("story"), true);
    asked.length = 0;
    reader = startReader((message) => {
      if (message.kind === "read") asked.push(message);
    });
  });
  afterEach(() => {
    reader.stop();
    vi.useRealTimers();
  });

  test("waits for a pause in typing", () => {
    for (const letter of "kind: Rollout") {
      write({ text: (now().draft?.text ?? "") + letter });
      vi.advanceTimersByTime(100);
    }
    expect(asked).toHaveLength(0);
    vi.advanceTimersByTime(150);
    expect(asked.map(({ plan }) => plan.text)).toEqual(["kind: Rollout"]);
  });

  test("does not wait for a paste, or an answer", () => {
    write({ text: "kind: Rollout" });
    vi.advanceTimersByTime(0);
    expect(asked).toHaveLength(1);
    tell("first");
    answer("errors", "errorRate");
    vi.advanceTimersByTime(0);
    expect(asked.at(-1)!.plan.metrics).toEqual({ errors: "errorRate" });
    answer("errors", "");
    vi.advanceTimersByTime(0);
    expect(now().draft?.metrics).toEqual({});
  });

  test("asks for one text at a time, then for the newest", () => {
    for (const text of ["first", "second text", "the third text"]) {
      write({ text });
      vi.advanceTimersByTime(0);
    }
    expect(asked.map(({ plan }) => plan.text)).toEqual(["first"]);
    tell("one");
    expect(now().read?.reading.summary).toEqual(["one"]);
    expect(now().read?.plan).not.toBe(now().draft);
    expect(asked.map(({ plan }) => plan.text)).toEqual(["first", "the third text"]);
    tell("three");
    expect(now().read?.plan).toBe(now().draft);
    expect(asked).toHaveLength(2);
  });

  test("knows nothing of an empty text", () => {
    write({ text: "kind: Rollout" });
    vi.advanceTimersByTime(0);
    tell("one");
    write({ text: "\n " });
    vi.advanceTimersByTime(0);
    expect(now().read).toBeNull();
    expect(asked).toHaveLength(1);
  });

  test("does not listen to an answer nobody asked for", () => {
    write({ text: "kind: Rollout" });
    vi.advanceTimersByTime(0);
    reader.hear({ kind: "read", draft: 99, reading: reading("other") });
    expect(now().read).toBeNull();
  });

  test("asks once more when whoever was asked is gone, and gives up on what ends two of them", () => {
    write({ text: "kind: Rollout" });
    vi.advanceTimersByTime(0);
    reader.again();
    expect(asked).toHaveLength(2);
    reader.again();
    expect(asked).toHaveLength(2);
    expect(now().read?.reading.problems[0]?.message).toMatch(/stopped unexpectedly/);
    write({ text: "kind: Canary, this time" });
    vi.advanceTimersByTime(0);
    expect(asked).toHaveLength(3);
  });
});

describe("the draft", () => {
  beforeEach(() => useLab.setState(freshLab("story"), true));

  test("begins with the plan that is looked at, and is not lost by looking elsewhere", () => {
    beginDraft();
    expect(now().draft).toEqual({ text: "", metrics: {} });
    write({ text: "kind: Rollout" });
    rehearseDraft();
    const { draft } = now();
    expect(now().view).toMatchObject({ scenario: "own", plan: draft });
    pickScenario("other");
    expect(now().view.plan).toBeNull();
    expect(now().draft).toBe(draft);
  });

  test("keeps seed and sliders from one version of the plan to the next, but not from a story", () => {
    edit({ "versions[1].errorRate": 0.5 });
    setSeed(3);
    write({ text: "first" });
    rehearseDraft();
    expect(now().view).toMatchObject({ edits: {}, seed: null });
    edit({ "versions[1].errorRate": 0.02 });
    setSeed(9);
    write({ text: "second" });
    rehearseDraft();
    expect(now().view).toMatchObject({ edits: { "versions[1].errorRate": 0.02 }, seed: 9 });
    expect(now().written).toBeNull();
  });
});
