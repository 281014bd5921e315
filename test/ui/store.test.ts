import { beforeEach, describe, expect, test } from "vitest";
import { linkTo, readLink } from "../../ui/link.ts";
import {
  asWritten,
  clearEdits,
  edit,
  freshLab,
  pick,
  pickScenario,
  point,
  rankBy,
  setAt,
  setErrors,
  setEvidence,
  setRegret,
  setSeed,
  setZoom,
  showView,
  shownPicture,
  toggleStrategy,
  useLab,
  zoomBy,
  type Lab,
} from "../../ui/store.ts";
import { comparison, facts, theory } from "./fixture.ts";

const now = (): Lab => useLab.getState();
const written = { facts, strategies: [...facts.strategies], reading: null, document: null };

beforeEach(() => useLab.setState({ ...freshLab("story"), written }, true));

describe("the view", () => {
  test("survives a trip through the address", () => {
    edit({ "versions[1].errorRate": 0.02 });
    toggleStrategy("rolling");
    setSeed(42);
    setZoom([120, 900]);
    setAt(380);
    setErrors("candidate");
    setRegret("log");
    rankBy("harm");
    setEvidence("thompson");
    const { view } = now();
    pickScenario("other");
    showView(readLink(linkTo(view), "first").view);
    expect(now().view).toEqual(view);
  });

  test("holds edits by path; null takes one away", () => {
    edit({ a: 1, b: 2 });
    edit({ a: null });
    expect(now().view.edits).toEqual({ b: 2 });
    clearEdits();
    expect(now().view.edits).toEqual({});
  });

  test("keeps strategies in the scenario's order, and names none when all are chosen", () => {
    toggleStrategy("canary");
    expect(now().view.strategies).toEqual(["blueGreen", "rolling", "abTest", "thompson"]);
    toggleStrategy("canary");
    expect(now().view.strategies).toBeNull();
    for (const { id } of facts.strategies) toggleStrategy(id);
    expect(now().view.strategies).toEqual([]);
  });

  test("names no seed when it is the scenario's own", () => {
    setSeed(0);
    expect(now().view.seed).toBe(0);
    setSeed(facts.seed);
    expect(now().view.seed).toBeNull();
  });

  test("goes back to the scenario as written", () => {
    edit({ a: 1 });
    setSeed(9);
    asWritten();
    expect(linkTo(now().view)).toBe("#story");
  });

  test("of another scenario forgets what the last one's file said", () => {
    pickScenario("other");
    expect(now().written).toBeNull();
  });
});

describe("the zoom", () => {
  const order = { scenario: "story", plan: null, edits: {}, strategies: null, seed: null };
  beforeEach(() => useLab.setState({ picture: { order, facts, comparison, theory, outlook: [] } }));

  test("is around the cursor, and never beyond the run", () => {
    setAt(1700);
    zoomBy(0.5);
    expect(now().view.zoom).toEqual([900, 1800]);
    zoomBy(0.5);
    expect(now().view.zoom).toEqual([1350, 1800]);
    zoomBy(2);
    zoomBy(2);
    expect(now().view.zoom).toBeNull();
  });

  test("lets a cursor that it hides go, and a cursor set outside opens it", () => {
    setAt(100);
    setZoom([600, 900]);
    expect(now().view.at).toBeNull();
    setAt(700);
    expect(now().view.zoom).toEqual([600, 900]);
    setAt(10);
    expect(now().view).toMatchObject({ at: 10, zoom: null });
  });

  test("has an end", () => {
    for (let i = 0; i < 40; i++) zoomBy(0.5);
    const [from, to] = now().view.zoom!;
    expect(to - from).toBeCloseTo(1.8, 6);
  });
});

describe("the picture", () => {
  const order = { scenario: "story", plan: null, edits: {}, strategies: null, seed: null };
  const job = { share: 0, requests: 0, slow: false };

  test("of this scenario stays, whatever is under way", () => {
    useLab.setState({
      picture: { order, facts, comparison, theory, outlook: [] },
      job: { ...job, slow: true },
    });
    expect(shownPicture(now())?.comparison).toBe(comparison);
  });

  test("of another scenario only bridges a moment", () => {
    useLab.setState({ picture: { order, facts, comparison, theory, outlook: [] } });
    pickScenario("other");
    useLab.setState({ job });
    expect(shownPicture(now())?.comparison).toBe(comparison);
    useLab.setState({ job: { ...job, slow: true } });
    expect(shownPicture(now())).toBeNull();
    useLab.setState({ job: null });
    expect(shownPicture(now())).toBeNull();
  });
});

describe("a told reason", () => {
  const mark = { strategy: "canary", decision: 3 };

  test("leaves with the pointer", () => {
    point(mark);
    expect(now().told).toEqual({ mark, stays: false });
    point(null);
    expect(now().told).toBeNull();
  });

  test("stays once picked, until picked again", () => {
    pick(mark);
    point(null);
    point({ strategy: "rolling", decision: 0 });
    expect(now().told).toEqual({ mark, stays: true });
    pick(mark);
    expect(now().told).toBeNull();
  });
});
