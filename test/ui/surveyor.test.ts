import { expect, test, vi } from "vitest";
import { sweep } from "../../sim/odds/sweep.ts";
import type { Odds, Survey } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import type { HandDesk } from "../../ui/hands.ts";
import type { Answer, FromHand, FromSurveyor, Question, ToHand } from "../../ui/oddsProtocol.ts";
import { questionOf } from "../../ui/oddsQuestion.ts";
import { startSurveyor } from "../../ui/surveyor.ts";
import { inlineHand, lastAnswer, order, smallQuestion, written, type Told } from "./odds.ts";

/** All in this thread, one batch after another. */
function inline(survey: Survey): Odds {
  const work = sweep(survey);
  const bench = workbench(survey);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, bench.rows(batch));
  return work.result();
}

/** Points that every curve has. */
function coarse({ curve }: Question): Survey["points"] {
  return curve!.survey.points.filter((_, i) => curve!.ranks[i]! < 2);
}

/** A small machine that does other things too is slow, not wrong. */
const soon = { timeout: 20_000 };

const question = smallQuestion(order, 60);

test("says, bit for bit, what one thread says, however many hands there are", async () => {
  const [one, three] = [await lastAnswer(question, 1), await lastAnswer(question, 3)];
  expect(three).toEqual(one);
  expect(JSON.stringify(one.here)).toBe(JSON.stringify(inline(question.here)));
  const strategies = one.curves.map((odds) => odds.points[0]!.strategies.map((s) => s.strategy));
  expect(strategies.flat()).toEqual(question.curve!.survey.strategies);
  one.curves.forEach((odds, i) => {
    const { survey } = question.curve!;
    expect(JSON.stringify(odds)).toBe(
      JSON.stringify(inline({ ...survey, points: coarse(question), strategies: strategies[i]! })),
    );
  });
  expect(one.share).toBe(1);
});

test("knows whether the candidate is bad, where that turns, and when rollbacks were", async () => {
  const { verdict, turn, histograms, here, worlds } = await lastAnswer(question);
  expect(verdict?.bad).toBe(true);
  expect(verdict?.reason).toMatch(/^value 96% </);
  // 10% of the loss of 0.5% is tolerated.
  expect(turn?.["versions[1].errorRate"]).toBeCloseTo(0.0055, 5);
  for (const { strategy, rollbacks } of histograms) {
    const odds = here.points[0]!.strategies.find((each) => each.strategy === strategy)!;
    const all = rollbacks.reduce((sum, n) => sum + n, 0);
    expect(all).toBe(odds.rolledBackAtSeconds.n);
  }
  expect(histograms[0]!.rollbacks.some((n) => n > 0)).toBe(true);
  expect(worlds.map(({ strategy }) => strategy)).toEqual(["quick", "patient"]);
});

/** A surveyor whose answers are kept, and how many batches its one hand was sent. */
function listened(): {
  hear: ReturnType<typeof startSurveyor>;
  said: FromSurveyor[];
  sent: { batches: number };
  over: (ask: number) => Promise<Answer>;
} {
  const said: FromSurveyor[] = [];
  const sent = { batches: 0 };
  const hear = startSurveyor(
    () => inlineHand(sent),
    1,
    (message) => said.push(message),
  );
  const over = (ask: number): Promise<Answer> =>
    vi.waitFor(() => {
      const last = said.find(
        (message): message is Told =>
          message.kind === "answer" && message.over && message.ask === ask,
      );
      if (last === undefined) throw new Error(`ask ${ask} is not over`);
      return last.answer;
    }, soon);
  return { hear, said, sent, over };
}

test("tells a few runs of every point first, of the same seeds, where they can be counted", async () => {
  const { hear, said, over } = listened();
  hear({ kind: "ask", ask: 1, question });
  const last = await over(1);
  const [begun, first] = said as [FromSurveyor, Told];
  expect(begun).toMatchObject({ kind: "begun", ask: 1, worlds: last.worlds });
  expect(last.worlds.map(({ world }) => world)).toEqual(["counts", "counts"]);
  const { survey } = question.curve!;
  const early = first.answer.curves[0]!.points;
  expect(early.length).toBeGreaterThanOrEqual(2);
  for (const point of early) {
    const { set, label, runs } = point;
    expect(runs).toBeGreaterThanOrEqual(1);
    expect(runs).toBeLessThanOrEqual(30);
    expect([point]).toEqual(inline({ ...survey, points: [{ set, label }], runs }).points);
  }
  expect(last.curves[0]!.points.map(({ runs }) => runs)).toEqual([30, 30, 30, 30, 30]);
});

test("a sketch will do once a newer question waits, however little time has passed", async () => {
  vi.spyOn(performance, "now").mockReturnValue(0);
  const firstRuns = async (hurry: boolean): Promise<number[]> => {
    const { hear, said, over } = listened();
    hear({ kind: "ask", ask: 1, question });
    if (hurry) hear({ kind: "hurry", ask: 1 });
    await over(1);
    const { answer } = said.find((message): message is Told => message.kind === "answer")!;
    return answer.curves[0]!.points.map(({ runs }) => runs);
  };
  const [sketch, curve] = [await firstRuns(true), await firstRuns(false)];
  vi.restoreAllMocks();
  const { ranks } = question.curve!;
  expect(sketch.length).toBe(ranks.filter((rank) => rank === 0).length);
  expect(curve.length).toBe(coarse(question).length);
  expect(Math.min(...curve)).toBeGreaterThanOrEqual(20);
});

test("puts points where the curve is steep, and runs where it is least sure: the same ones, however many hands there are", async () => {
  const { here, curve } = questionOf(written, { ...order, strategies: ["quick"] });
  const survey = { ...curve!.survey, runs: 400, until: 0.1 };
  const asked = { here: { ...here, runs: 100 }, curve: { ...curve!, survey } };
  const [one, three] = [await lastAnswer(asked, 1), await lastAnswer(asked, 3)];
  expect(three).toEqual(one);
  const { points } = one.curves[0]!;
  expect(points.length).toBeGreaterThan(coarse(asked).length);
  const shares = points.map(({ strategies }) => strategies.map(({ rolledBack }) => rolledBack));
  shares.forEach((all, i) => {
    const { runs } = points[i]!;
    const widest = Math.max(...all.map(({ low, high }) => high - low));
    expect(runs === 400 || widest < 0.1).toBe(true);
    expect(runs).toBeGreaterThanOrEqual(100);
  });
  // No two neighbours that could have a point between them are far apart.
  const indexOf = (label: string): number => survey.points.findIndex((at) => at.label === label);
  const places = points.map(({ label }) => indexOf(label));
  for (let i = 1; i < points.length; i++)
    if (places[i]! - places[i - 1]! > 1)
      shares[i]!.forEach(({ p }, s) =>
        expect(Math.abs(p - shares[i - 1]![s]!.p)).toBeLessThan(0.25),
      );
  expect(new Set(points.map(({ runs }) => runs)).size).toBeGreaterThan(1);
});

test("keeps the curve while the candidate moves along it", async () => {
  const { hear, sent, over } = listened();
  hear({ kind: "ask", ask: 1, question });
  const first = await over(1);
  const whole = sent.batches;
  const moved = smallQuestion({ ...order, edits: { "versions[1].errorRate": 0.02 } }, 60);
  expect(moved.curve).toEqual(question.curve);
  hear({ kind: "ask", ask: 2, question: moved });
  const second = await over(2);
  expect(second.curves).toEqual(first.curves);
  expect(second.here).not.toEqual(first.here);
  expect(sent.batches - whole).toBeLessThan(whole / 2);
  // And back: everything of another question was let go, but for the curve.
  hear({ kind: "ask", ask: 3, question });
  expect(await over(3)).toEqual(first);
});

test("a newer question takes over; what was cancelled goes on where it stopped", async () => {
  const { hear, said, sent, over } = listened();
  hear({ kind: "ask", ask: 1, question });
  hear({ kind: "cancel", ask: 1 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(said.map(({ kind }) => kind)).toEqual(["begun"]);
  expect(sent.batches).toBe(1);
  hear({ kind: "ask", ask: 2, question });
  const answer = await over(2);
  expect(JSON.stringify(answer.here)).toBe(JSON.stringify(inline(question.here)));
});

test("tells what cannot be run, and is well afterwards", async () => {
  const { hear, said, over } = listened();
  const { here } = question;
  const wrong = { ...here, points: [{ set: { "versions[1].errorRate": 2 }, label: "" }] };
  hear({ kind: "ask", ask: 1, question: { here: wrong, curve: null } });
  expect(said).toMatchObject([
    { kind: "problems", ask: 1, problems: [{ path: "versions[1].errorRate" }] },
  ]);
  hear({ kind: "ask", ask: 2, question });
  expect((await over(2)).here.runs).toBe(question.here.runs);
});

test("what goes wrong with a question that was given up is not told of a newer one", async () => {
  const said: FromSurveyor[] = [];
  let given: (() => void) | null = null;
  const desk = inlineHand();
  const { postMessage } = desk;
  // Its first batch fails once the second question is asked.
  desk.postMessage = (message: ToHand) => {
    if (message.kind === "survey" || given !== null) return postMessage.call(desk, message);
    given = () => {
      const data: FromHand = { kind: "problems", problems: [{ path: "", message: "too much" }] };
      desk.onmessage?.call(desk as Worker, new MessageEvent("message", { data }));
    };
  };
  const hear = startSurveyor(
    () => desk,
    1,
    (message) => said.push(message),
  );
  hear({ kind: "ask", ask: 1, question: smallQuestion({ ...order, strategies: ["quick"] }, 60) });
  hear({ kind: "ask", ask: 2, question });
  given!();
  await vi.waitFor(() => expect(said.at(-1)).toMatchObject({ ask: 2, over: true }), soon);
  expect(said.filter(({ kind }) => kind === "problems")).toEqual([]);
});

test("a hand that is gone is replaced, and its batch done again", async () => {
  const said: FromSurveyor[] = [];
  let hired = 0;
  const hire = (): HandDesk => {
    const desk = inlineHand();
    if (++hired > 1) return desk;
    // The first dies of its first message.
    desk.postMessage = () =>
      void setImmediate(() =>
        desk.onerror?.call(desk as Worker, { message: "gone" } as ErrorEvent),
      );
    return desk;
  };
  const hear = startSurveyor(hire, 1, (message) => said.push(message));
  hear({ kind: "ask", ask: 1, question });
  await vi.waitFor(() => expect(said.at(-1)).toMatchObject({ kind: "answer", over: true }), soon);
  expect(hired).toBe(2);
  expect(JSON.stringify((said.at(-1) as Told).answer.here)).toBe(
    JSON.stringify(inline(question.here)),
  );
});

test("a batch that every hand dies of is told, and no more is tried", async () => {
  const said: FromSurveyor[] = [];
  let hired = 0;
  const hire = (): HandDesk => {
    hired++;
    const desk = inlineHand();
    desk.postMessage = (message: ToHand) => {
      if (message.kind !== "batch") return;
      setImmediate(() =>
        desk.onerror?.call(desk as Worker, { message: "out of memory" } as ErrorEvent),
      );
    };
    return desk;
  };
  const hear = startSurveyor(hire, 1, (message) => said.push(message));
  hear({ kind: "ask", ask: 1, question });
  await vi.waitFor(() => expect(said).toHaveLength(2), soon);
  expect(said[1]).toMatchObject({
    kind: "problems",
    problems: [{ message: "the simulation stopped unexpectedly (out of memory)" }],
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(hired).toBeLessThanOrEqual(4);
});
