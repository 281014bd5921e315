import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer, FromSurveyor, ToSurveyor } from "../../ui/oddsProtocol.ts";
import { startOddsRunner, type OddsRunner } from "../../ui/oddsRunner.ts";
import type { Desk } from "../../ui/runner.ts";
import { edit, freshLab, setAt, toggleStrategy, useLab, type Lab } from "../../ui/store.ts";
import { lastAnswer, order, smallQuestion, written } from "./odds.ts";

const whole = await lastAnswer(smallQuestion(order));

/** A worker that does nothing by itself: the test speaks for it. */
class StandIn {
  readonly heard: ToSurveyor[] = [];
  terminated = false;
  onmessage: Desk["onmessage"] = null;
  onerror: Desk["onerror"] = null;
  postMessage(message: ToSurveyor): void {
    this.heard.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(data: FromSurveyor): void {
    this.onmessage?.call(this as unknown as Worker, new MessageEvent("message", { data }));
  }
  get asks(): Extract<ToSurveyor, { kind: "ask" }>[] {
    return this.heard.filter((message) => message.kind === "ask");
  }
  /** Answers the newest question. */
  answer(change: Partial<Answer> = {}): void {
    const answer = { ...whole, ...change };
    this.say({ kind: "answer", ask: this.asks.at(-1)!.ask, over: answer.share === 1, answer });
  }
}

const now = (): Lab => useLab.getState();
const rate = (errorRate: number): void => edit({ "versions[1].errorRate": errorRate });

describe("the odds runner", () => {
  let desks: StandIn[];
  let runner: OddsRunner;
  const desk = (): StandIn => desks.at(-1)!;
  const start = (): OddsRunner =>
    startOddsRunner(() => {
      desks.push(new StandIn());
      return desk() as unknown as Desk;
    });

  beforeEach(() => {
    vi.useFakeTimers();
    useLab.setState({ ...freshLab("small"), written }, true);
    desks = [];
    runner = start();
  });

  afterEach(() => {
    runner.stop();
    vi.useRealTimers();
  });

  test("asks for the view it starts with, and shows each answer as it comes", () => {
    expect(desk().asks).toHaveLength(1);
    desk().answer({ share: 0.3, runs: 12 });
    expect(now().survey).toEqual({ share: 0.3, runs: 12, slow: false, worlds: whole.worlds });
    expect(now().odds?.answer.share).toBe(0.3);
    desk().answer();
    expect(now().survey).toBeNull();
    expect(now().odds?.answer).toEqual(whole);
  });

  test("tells how runs are advanced before the first of them is there", () => {
    const worlds = whole.worlds.map((of) => ({ ...of, world: "requests" as const }));
    desk().say({ kind: "begun", ask: 1, worlds });
    expect(now().survey).toEqual({ share: 0, runs: 0, slow: false, worlds });
    expect(now().odds).toBeNull();
  });

  test("waits for the scenario to be read", () => {
    runner.stop();
    useLab.setState({ written: null });
    runner = start();
    expect(desk().asks).toHaveLength(0);
    useLab.setState({ written });
    expect(desk().asks).toHaveLength(1);
  });

  test("lets each question show something before the newest takes over: a drag is never starved", () => {
    for (let i = 1; i <= 30; i++) rate(i / 1000);
    expect(desk().asks).toHaveLength(1);
    expect(desk().heard.slice(1)).toEqual([{ kind: "hurry", ask: 1 }]);
    desk().answer({ share: 0.1 });
    expect(desk().asks).toHaveLength(2);
    expect(desk().asks[1]!.question.here.points[0]!.set).toEqual({ "versions[1].errorRate": 0.03 });
    desk().answer({ share: 0.1 });
    rate(0.05);
    expect(desk().asks).toHaveLength(3);
    desk().answer();
    expect(now().odds?.order.edits).toEqual({ "versions[1].errorRate": 0.05 });
  });

  test("asks nothing anew for what only looks different, nor for what is known when it starts again", () => {
    desk().answer();
    setAt(100);
    expect(desk().asks).toHaveLength(1);
    runner.stop();
    runner = start();
    expect(desk().asks).toHaveLength(0);
  });

  test("says that it is slow only when nothing is shown for long", () => {
    vi.advanceTimersByTime(149);
    expect(now().survey?.slow).toBe(false);
    vi.advanceTimersByTime(1);
    expect(now().survey?.slow).toBe(true);
    desk().answer({ share: 0.2 });
    expect(now().survey?.slow).toBe(false);
  });

  test("cancels at once, keeps what there is, and goes on when asked", () => {
    desk().answer({ share: 0.2 });
    runner.cancel();
    expect(desk().heard.at(-1)).toEqual({ kind: "cancel", ask: 1 });
    expect([now().survey, now().surveyCancelled]).toEqual([null, true]);
    expect(now().odds?.answer.share).toBe(0.2);
    desk().answer();
    expect(now().odds?.answer.share).toBe(0.2);
    runner.again();
    expect(now().surveyCancelled).toBe(false);
    expect(desk().asks).toHaveLength(2);
  });

  test("leaves the last odds up when a wish cannot be carried out", () => {
    desk().answer();
    rate(2);
    const problems = [{ path: "versions[1].errorRate", message: "expected a share" }];
    desk().say({ kind: "problems", ask: 2, problems });
    expect(now().problems).toEqual(problems);
    expect(now().odds?.answer).toEqual(whole);
    rate(0.02);
    desk().answer();
    expect(now().problems).toEqual([]);
  });

  test("a worker that broke is replaced", () => {
    desk().onerror?.call(desk() as unknown as Worker, { message: "why" } as ErrorEvent);
    expect(desks).toHaveLength(2);
    expect(desks[0]!.terminated).toBe(true);
    expect(now().problems[0]!.message).toContain("stopped unexpectedly (why)");
    rate(0.02);
    expect(desk().asks).toHaveLength(1);
  });

  test("without a strategy it asks nothing", () => {
    desk().answer();
    for (const id of ["quick", "patient", "stay"]) toggleStrategy(id);
    expect(now().view.strategies).toEqual([]);
    desk().answer({ share: 0.5 });
    expect(now().survey).toBeNull();
  });
});
