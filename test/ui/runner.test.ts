import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FromWorker, ToWorker } from "../../ui/protocol.ts";
import { startRunner, type Desk, type Runner } from "../../ui/runner.ts";
import {
  edit,
  freshLab,
  pickScenario,
  setAt,
  setLook,
  toggleStrategy,
  useLab,
  type Lab,
} from "../../ui/store.ts";
import { comparison, facts, theory } from "./fixture.ts";

/** A worker that does nothing by itself: the test speaks for it. */
class StandIn {
  readonly heard: ToWorker[] = [];
  terminated = false;
  onmessage: Desk["onmessage"] = null;
  onerror: Desk["onerror"] = null;
  postMessage(message: ToWorker): void {
    this.heard.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(data: FromWorker): void {
    this.onmessage?.call(this as unknown as Worker, new MessageEvent("message", { data }));
  }
  get orders(): Extract<ToWorker, { kind: "rehearse" }>[] {
    return this.heard.filter((message) => message.kind === "rehearse");
  }
  /** Finishes the newest order. */
  finish(): void {
    this.say({
      kind: "done",
      run: this.orders.at(-1)!.run,
      facts,
      comparison,
      theory,
      outlook: [],
    });
  }
}

const told = { reading: null, document: null };
const now = (): Lab => useLab.getState();
const rate = (errorRate: number): void => edit({ "versions[1].errorRate": errorRate });

describe("the runner", () => {
  let desks: StandIn[];
  let runner: Runner;
  const desk = (): StandIn => desks.at(-1)!;

  beforeEach(() => {
    vi.useFakeTimers();
    useLab.setState({ ...freshLab("story"), written: { facts, strategies: [], ...told } }, true);
    desks = [];
    runner = startRunner(() => {
      desks.push(new StandIn());
      return desk() as unknown as Desk;
    });
  });

  afterEach(() => {
    runner.stop();
    vi.useRealTimers();
  });

  test("runs the view it starts with, and shows the result", () => {
    expect(desk().orders.map(({ order }) => order.scenario)).toEqual(["story"]);
    expect(now().job).toEqual({ share: 0, requests: 0, slow: false });
    desk().finish();
    expect(now().picture?.comparison).toBe(comparison);
    expect(now().job).toBeNull();
  });

  test("keeps one in flight and only the newest wish: a drag is never starved, and ends where it ended", () => {
    for (let i = 1; i <= 30; i++) rate(i / 1000);
    expect(desk().orders).toHaveLength(1);
    desk().finish();
    expect(now().picture?.order).toEqual(desk().orders[0]!.order);
    expect(desk().orders).toHaveLength(2);
    expect(desk().orders[1]!.order.edits).toEqual({ "versions[1].errorRate": 0.03 });
    desk().finish();
    expect(desk().orders).toHaveLength(2);
    expect(now().picture?.order.edits).toEqual({ "versions[1].errorRate": 0.03 });
  });

  test("does not run again for what only looks different", () => {
    desk().finish();
    setAt(100);
    expect(desk().orders).toHaveLength(1);
  });

  test("says that it is slow only when it is", () => {
    vi.advanceTimersByTime(149);
    expect(now().job?.slow).toBe(false);
    vi.advanceTimersByTime(1);
    expect(now().job?.slow).toBe(true);
    desk().say({ kind: "progress", run: 1, share: 0.4, requests: 1000 });
    expect(now().job).toEqual({ share: 0.4, requests: 1000, slow: true });
    desk().finish();
    vi.advanceTimersByTime(1000);
    expect(now().job).toBeNull();
  });

  test("while the odds are looked at, reads a scenario and runs nothing of it", () => {
    desk().finish();
    setLook("odds");
    rate(0.02);
    expect(desk().orders).toHaveLength(1);
    pickScenario("another");
    expect(now().view.look).toBe("odds");
    expect(desk().orders).toHaveLength(2);
    desk().say({ kind: "written", run: 2, written: { facts, strategies: [], ...told } });
    expect(now().written?.facts).toBe(facts);
    expect(desk().heard.at(-1)).toEqual({ kind: "cancel", run: 2 });
    expect([now().job, now().cancelled]).toEqual([null, false]);
    rate(0.03);
    expect(desk().orders).toHaveLength(2);
    setLook("run");
    expect(desk().orders).toHaveLength(3);
    expect(desk().orders[2]!.order.edits).toEqual({ "versions[1].errorRate": 0.03 });
  });

  test("does not listen to a run that is over", () => {
    desk().finish();
    desk().say({ kind: "problems", run: 1, problems: [{ path: "", message: "late" }] });
    expect(now().problems).toEqual([]);
  });

  test("leaves the last good picture up when a run cannot be made", () => {
    desk().finish();
    rate(2);
    const problems = [
      { path: "versions[1].errorRate", message: "expected a share in [0, 1], got 2" },
    ];
    desk().say({ kind: "problems", run: 2, problems });
    expect(now().problems).toEqual(problems);
    expect(now().picture?.comparison).toBe(comparison);
    rate(0.1);
    desk().finish();
    expect(now().problems).toEqual([]);
  });

  test("cancels what is in flight and what waits", () => {
    rate(0.01);
    runner.cancel();
    expect(desk().heard.at(-1)).toEqual({ kind: "cancel", run: 1 });
    desk().say({ kind: "cancelled", run: 1 });
    expect(now().cancelled).toBe(true);
    expect(now().job).toBeNull();
    expect(desk().orders).toHaveLength(1);
    runner.again();
    expect(now().cancelled).toBe(false);
    expect(desk().orders.at(-1)!.order.edits).toEqual({ "versions[1].errorRate": 0.01 });
  });

  test("replaces a worker that does not stop", () => {
    runner.cancel();
    vi.advanceTimersByTime(1000);
    expect(desks[0]!.terminated).toBe(true);
    expect(desks).toHaveLength(2);
    expect(now()).toMatchObject({ cancelled: true, job: null });
    rate(0.01);
    desk().finish();
    expect(now().picture?.order.edits).toEqual({ "versions[1].errorRate": 0.01 });
  });

  test("says so when the worker breaks, and goes on with another", () => {
    desk().onerror?.call(desk() as unknown as Worker, { message: "boom" } as ErrorEvent);
    expect(now().problems[0]?.message).toMatch(/stopped unexpectedly \(boom\)/);
    expect(now().job).toBeNull();
    rate(0.01);
    desk().finish();
    expect(now().problems).toEqual([]);
  });

  test("runs nothing when no strategy is chosen", () => {
    desk().finish();
    for (const { id } of facts.strategies) toggleStrategy(id);
    const before = desk().orders.length;
    desk().finish();
    expect(desk().orders).toHaveLength(before);
    toggleStrategy("canary");
    expect(desk().orders.at(-1)!.order.strategies).toEqual(["canary"]);
  });

  test("takes what the file says only for the scenario that is looked at", () => {
    pickScenario("other");
    desk().say({ kind: "written", run: 1, written: { facts, strategies: [], ...told } });
    expect(now().written).toBeNull();
    desk().finish();
    desk().say({ kind: "written", run: 2, written: { facts, strategies: [], ...told } });
    expect(now().written?.facts).toBe(facts);
  });
});
