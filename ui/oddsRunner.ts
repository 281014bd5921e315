// Keeps the odds in step with the view: one survey in flight and the newest wish queued. A newer wish takes over as soon as the one
// before has shown something, so a dragged slider shows odds while it moves and is never far behind.
import { curveKnob, questionOf } from "./oddsQuestion.ts";
import type { FromSurveyor, ToSurveyor } from "./oddsProtocol.ts";
import type { Order } from "./protocol.ts";
import { orderOf, sameOrder, type Desk } from "./runner.ts";
import { useLab, type Lab } from "./store.ts";

type Timer = ReturnType<typeof setTimeout>;

export interface OddsRunner {
  cancel(): void;
  /** Goes on with the view, as it is. */
  again(): void;
  /** Lets the worker and its hands go, for good. */
  stop(): void;
}

/** A survey that shows nothing for longer says that it is under way. */
const SLOW_MS = 150;

interface InFlight {
  readonly ask: number;
  readonly order: Order;
  readonly written: NonNullable<Lab["written"]>;
  readonly slow: Timer;
  hurried: boolean;
  answered: boolean;
}

export function startOddsRunner(hire: () => Desk): OddsRunner {
  let desk = engage();
  let inFlight: InFlight | null = null;
  let isQueued = false;
  let asks = 0;

  function engage(): Desk {
    const hired = hire();
    hired.onmessage = (event: MessageEvent<FromSurveyor>) => hear(event.data);
    hired.onerror = (event) => broke(event.message);
    return hired;
  }

  function post(message: ToSurveyor): void {
    desk.postMessage(message);
  }

  function wish(): void {
    const { view, written, odds } = useLab.getState();
    isQueued = false;
    if (view.strategies?.length === 0 || written === null) return settle();
    const order = orderOf(view);
    if (inFlight === null && odds?.answer.share === 1 && sameOrder(odds.order, order)) return;
    if (inFlight !== null && sameOrder(inFlight.order, order)) return;
    if (inFlight !== null && !inFlight.answered) queue(inFlight);
    else send(order, written);
  }

  /** The newest view is asked about once this has been answered. */
  function queue(first: InFlight): void {
    if (!first.hurried) post({ kind: "hurry", ask: first.ask });
    first.hurried = true;
    isQueued = true;
  }

  function send(order: Order, written: InFlight["written"]): void {
    clearTimeout(inFlight?.slow);
    const ask = ++asks;
    const slow = setTimeout(showSlow, SLOW_MS);
    inFlight = { ask, order, written, slow, hurried: false, answered: false };
    useLab.setState({
      survey: { share: 0, runs: 0, slow: false, worlds: [] },
      surveyCancelled: false,
    });
    post({ kind: "ask", ask, question: questionOf(written, order) });
  }

  function showSlow(): void {
    useLab.setState(({ survey }) => ({ survey: survey && { ...survey, slow: true } }));
  }

  function hear(message: FromSurveyor): void {
    if (inFlight === null || message.ask !== inFlight.ask) return;
    const { order, written, slow } = inFlight;
    if (message.kind === "begun") {
      const { worlds } = message;
      return useLab.setState(({ survey }) => ({ survey: survey && { ...survey, worlds } }));
    }
    if (message.kind === "problems") {
      settle();
      useLab.setState({ problems: message.problems });
      return next();
    }
    const { answer, over } = message;
    const { share, runs, worlds } = answer;
    clearTimeout(slow);
    inFlight.answered = true;
    const knob = curveKnob(written.facts, order.edits);
    useLab.setState({
      odds: { order, facts: written.facts, answer, knob },
      problems: [],
      survey: over ? null : { share, runs, slow: false, worlds },
    });
    if (over) inFlight = null;
    next();
  }

  function next(): void {
    if (isQueued) wish();
  }

  function settle(): void {
    clearTimeout(inFlight?.slow);
    inFlight = null;
    useLab.setState({ survey: null });
  }

  function broke(why: string): void {
    const message = `the simulation stopped unexpectedly${why === "" ? "" : ` (${why})`}; change something or reload to try again`;
    replace();
    useLab.setState({ problems: [{ path: "", message }] });
  }

  function replace(): void {
    desk.terminate();
    isQueued = false;
    settle();
    desk = engage();
  }

  const leave = useLab.subscribe(({ view, written }, before) => {
    const isSame = sameOrder(orderOf(view), orderOf(before.view));
    if (!isSame || (written !== null && before.written === null)) wish();
  });
  wish();
  return {
    // Its hands may be in the middle of a long run: nothing of it is heard any more.
    cancel() {
      if (inFlight === null) return;
      isQueued = false;
      post({ kind: "cancel", ask: inFlight.ask });
      settle();
      useLab.setState({ surveyCancelled: true });
    },
    again: wish,
    stop() {
      leave();
      settle();
      desk.terminate();
    },
  };
}
