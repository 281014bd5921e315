import { expect, test, vi } from "vitest";
import { sweep } from "../../sim/odds/sweep.ts";
import type { Odds, Survey } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import type { HandDesk } from "../../ui/hands.ts";
import type { Answer, FromSurveyor, ToHand } from "../../ui/oddsProtocol.ts";
import { startSurveyor } from "../../ui/surveyor.ts";
import { inlineHand, lastAnswer, order, smallQuestion, type Told } from "./odds.ts";

/** All in this thread, one batch after another. */
function inline(survey: Survey): Odds {
  const work = sweep(survey);
  const bench = workbench(survey);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, bench.rows(batch));
  return work.result();
}

/** A small machine that does other things too is slow, not wrong. */
const soon = { timeout: 20_000 };

const question = smallQuestion(order, 60);

test("says, bit for bit, what one thread says, however many hands there are", async () => {
  const [one, three] = [await lastAnswer(question, 1), await lastAnswer(question, 3)];
  expect(three).toEqual(one);
  expect(JSON.stringify(one.here)).toBe(JSON.stringify(inline(question.here)));
  const strategies = one.curves.map((odds) => odds.points[0]!.strategies.map((s) => s.strategy));
  expect(strategies.flat()).toEqual(question.curve!.strategies);
  one.curves.forEach((odds, i) =>
    expect(JSON.stringify(odds)).toBe(
      JSON.stringify(inline({ ...question.curve!, strategies: strategies[i]! })),
    ),
  );
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
      expect(last).toBeDefined();
      return last!.answer;
    }, soon);
  return { hear, said, sent, over };
}

test("tells a few runs of every point first, of the same seeds, where they can be counted", async () => {
  const { hear, said, over } = listened();
  hear({ kind: "ask", ask: 1, question });
  const last = await over(1);
  const [first] = said as Told[];
  expect(last.worlds.map(({ world }) => world)).toEqual(["counts", "counts"]);
  expect(first!.answer.curves[0]!.points.map(({ runs }) => runs)).toEqual([20, 20, 20, 20, 20]);
  const few = { ...question.curve!, runs: 20 };
  expect(JSON.stringify(first!.answer.curves[0])).toBe(JSON.stringify(inline(few)));
  expect(last.curves[0]!.points.map(({ runs }) => runs)).toEqual([30, 30, 30, 30, 30]);
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
  expect(said).toEqual([]);
  const begun = sent.batches;
  expect(begun).toBe(1);
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
  await vi.waitFor(() => expect(said).toHaveLength(1), soon);
  expect(said[0]).toMatchObject({
    kind: "problems",
    problems: [{ message: "the simulation stopped unexpectedly (out of memory)" }],
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(hired).toBeLessThanOrEqual(4);
});
