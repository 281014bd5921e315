// A small story for the odds: its scenario as the page has it, and hands that work in this thread.
import { readScenario } from "../../sim/parse.ts";
import type { HandDesk } from "../../ui/hands.ts";
import { startHand } from "../../ui/hand.ts";
import type { Answer, FromSurveyor, Question, ToHand } from "../../ui/oddsProtocol.ts";
import { curveKnob, questionOf } from "../../ui/oddsQuestion.ts";
import type { Order, Written } from "../../ui/protocol.ts";
import type { OddsPicture } from "../../ui/store.ts";
import { startSurveyor } from "../../ui/surveyor.ts";

const flagger = {
  type: "flagger",
  interval: "1m",
  stepWeight: 20,
  maxWeight: 60,
  metrics: [{ name: "ok", metric: "successRate", min: "97%", window: "1m" }],
};

const document = {
  name: "Small",
  seed: 5,
  duration: "10m",
  traffic: { rate: "3/s", users: 100 },
  versions: [
    { id: "stable", errorRate: "0.5%" },
    { id: "candidate", like: "stable", errorRate: "4%" },
  ],
  strategies: [
    { ...flagger, id: "quick", threshold: 1 },
    { ...flagger, id: "patient", threshold: 3 },
    { type: "stay" },
  ],
};

const read = readScenario(structuredClone(document));
if (!read.ok) throw new Error(JSON.stringify(read.problems));

export const written: Written = {
  facts: read.scenario,
  strategies: document.strategies,
  reading: null,
  document,
};

export const order: Order = {
  scenario: "small",
  plan: null,
  edits: {},
  strategies: null,
  seed: null,
};

/** The question of an order, with fewer runs. */
export function smallQuestion(of: Order, runs = 20): Question {
  const { here, curve } = questionOf(written, of);
  return {
    here: { ...here, runs },
    curve: curve && {
      survey: { ...curve.survey, points: curve.survey.points.slice(0, 17), runs: runs / 2 },
      ranks: curve.ranks.slice(0, 17),
    },
  };
}

/** A worker in this thread; counts the batches it was sent. */
export function inlineHand(sent: { batches: number } = { batches: 0 }): HandDesk {
  const desk: HandDesk = {
    onmessage: null,
    onerror: null,
    terminate: () => {},
    postMessage(message: ToHand) {
      if (message.kind === "batch") sent.batches++;
      setImmediate(() => hear(message));
    },
  };
  const hear = startHand((data) =>
    desk.onmessage?.call(desk as Worker, new MessageEvent("message", { data })),
  );
  return desk;
}

export type Told = Extract<FromSurveyor, { kind: "answer" }>;

/** The last answer to a question. */
export function lastAnswer(question: Question, hands = 2): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const hear = startSurveyor(
      () => inlineHand(),
      hands,
      (message) => {
        if (message.kind === "problems") reject(new Error(JSON.stringify(message.problems)));
        else if (message.kind === "answer" && message.over) resolve(message.answer);
      },
    );
    hear({ kind: "ask", ask: 1, question });
  });
}

export async function pictureOf(of: Order): Promise<OddsPicture> {
  const answer = await lastAnswer(smallQuestion(of, 40));
  return { order: of, facts: written.facts, answer, knob: curveKnob(written.facts, of.edits) };
}
