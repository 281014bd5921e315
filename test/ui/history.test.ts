import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { followAddress } from "../../ui/history.ts";
import {
  edit,
  freshLab,
  pickScenario,
  rehearseDraft,
  setAt,
  setSeed,
  useLab,
  write,
} from "../../ui/store.ts";

/** As much of a window as the address needs. */
function page(hash: string) {
  const entries = [hash];
  const states: unknown[] = [null];
  let at = 0;
  const listeners = new Map<string, () => void>();
  return {
    entries,
    location: {
      get hash() {
        return entries[at]!;
      },
    },
    history: {
      get state() {
        return states[at];
      },
      pushState(state: unknown, _: string, link: string) {
        entries.splice(++at, Infinity, link);
        states.splice(at, Infinity, structuredClone(state));
      },
      replaceState(state: unknown, _: string, link: string) {
        entries[at] = link;
        states[at] = structuredClone(state);
      },
    },
    setTimeout,
    clearTimeout,
    addEventListener: (type: string, listen: () => void) => void listeners.set(type, listen),
    go(by: number) {
      at += by;
      listeners.get("popstate")!();
    },
    leave: () => listeners.get("pagehide")!(),
  };
}

const follow = (hash: string) => {
  const made = page(hash);
  followAddress(made as unknown as Window, "first");
  return made;
};

describe("the address", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    useLab.setState(freshLab("first"), true);
  });
  afterEach(() => void vi.useRealTimers());

  test("opens the view it says, or the first scenario", () => {
    follow("");
    expect(useLab.getState().view.scenario).toBe("first");
    follow("#second?seed=3");
    expect(useLab.getState().view).toMatchObject({ scenario: "second", seed: 3 });
  });

  test("tells what of a link it could not read", () => {
    follow("#second?seed=three");
    expect(useLab.getState().linkProblems).toHaveLength(1);
  });

  test("of a drag makes one step, when it rests", () => {
    const made = follow("#first");
    for (let i = 1; i <= 50; i++) {
      edit({ "versions[1].errorRate": i / 1000 });
      vi.advanceTimersByTime(16);
    }
    expect(made.entries).toEqual(["#first"]);
    vi.advanceTimersByTime(400);
    expect(made.entries).toEqual(["#first", "#first?versions[1].errorRate=0.05"]);
  });

  test("is gone back over", () => {
    const made = follow("#first");
    setSeed(2);
    vi.runAllTimers();
    pickScenario("second");
    vi.runAllTimers();
    expect(made.entries).toEqual(["#first", "#first?seed=2", "#second"]);
    made.go(-1);
    expect(useLab.getState().view).toMatchObject({ scenario: "first", seed: 2 });
    made.go(-1);
    expect(useLab.getState().view).toMatchObject({ scenario: "first", seed: null });
    vi.runAllTimers();
    expect(made.entries).toEqual(["#first", "#first?seed=2", "#second"]);
    made.go(1);
    expect(useLab.getState().view.seed).toBe(2);
  });

  test("keeps the time cursor without a step for it", () => {
    const made = follow("#first");
    setAt(100);
    vi.runAllTimers();
    setAt(200);
    vi.runAllTimers();
    expect(made.entries).toEqual(["#first?at=200"]);
  });

  test("has the newest view even when the page is left at once", () => {
    const made = follow("#first");
    setSeed(5);
    made.leave();
    expect(made.location.hash).toBe("#first?seed=5");
  });

  test("has each plan that was rehearsed as a step, at once", () => {
    const made = follow("#first");
    write({ text: "kind: A" });
    expect(made.entries).toHaveLength(1);
    rehearseDraft();
    vi.advanceTimersByTime(1);
    write({ text: "kind: B" });
    rehearseDraft();
    vi.advanceTimersByTime(1);
    expect(made.entries).toHaveLength(3);
    made.go(-1);
    expect(useLab.getState().view.plan?.text).toBe("kind: A");
    expect(useLab.getState().draft?.text).toBe("kind: A");
    made.go(-1);
    expect(useLab.getState().view).toMatchObject({ scenario: "first", plan: null });
    expect(useLab.getState().draft?.text).toBe("kind: A");
    made.go(2);
    expect(useLab.getState().view.plan?.text).toBe("kind: B");
  });

  test("of a plan too long for it leaves the plan with the tab", () => {
    const long = Array.from({ length: 9000 }, (_, i) => `k${i}: ${(i * 7919) % 65537}`).join("\n");
    const made = follow("#first");
    write({ text: long });
    rehearseDraft();
    setSeed(4);
    vi.runAllTimers();
    expect(made.location.hash).toBe("#own?seed=4");
    pickScenario("second");
    vi.runAllTimers();
    expect(useLab.getState().view.plan).toBeNull();
    made.go(-1);
    expect(useLab.getState().view).toMatchObject({ scenario: "own", seed: 4 });
    expect(useLab.getState().view.plan?.text).toBe(long);
    expect(useLab.getState().linkProblems).toEqual([]);
  });
});
