// Keeps the picture in step with the view: one rehearsal in flight and the newest wish queued. What is in flight is never cancelled
// by a newer wish, or a dragged slider would show nothing until it is let go.
import type { FromWorker, Order, ToWorker } from "./protocol.ts";
import { startReader } from "./reader.ts";
import { useLab } from "./store.ts";
import type { View } from "./link.ts";

/** As much of a Worker as is needed. */
export type Desk = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

type Timer = ReturnType<typeof setTimeout>;

export interface Runner {
  cancel(): void;
  /** Runs the view again, as it is. */
  again(): void;
  /** Lets the worker go, for good. */
  stop(): void;
}

/** A run that takes longer shows that it does. */
const SLOW_MS = 150;
/** A worker that has not stopped this long after it was asked is replaced. */
const PATIENCE_MS = 1000;

export function startRunner(hire: () => Desk): Runner {
  let desk = engage();
  let inFlight: { readonly run: number; readonly order: Order; readonly slow: Timer } | null = null;
  let queued: Order | null = null;
  let patience: Timer | undefined;
  let runs = 0;
  const reader = startReader(post);

  function engage(): Desk {
    const hired = hire();
    hired.onmessage = (event: MessageEvent<FromWorker>) => hear(event.data);
    hired.onerror = (event) => broke(event.message);
    return hired;
  }

  function post(message: ToWorker): void {
    desk.postMessage(message);
  }

  function wish(order: Order): void {
    if (order.strategies?.length === 0) queued = null;
    else if (inFlight === null) send(order);
    else queued = order;
  }

  function send(order: Order): void {
    const run = ++runs;
    queued = null;
    inFlight = { run, order, slow: setTimeout(showSlow, SLOW_MS) };
    useLab.setState({ job: { share: 0, requests: 0, slow: false }, cancelled: false });
    post({ kind: "rehearse", run, order });
  }

  function showSlow(): void {
    useLab.setState(({ job }) => ({ job: job && { ...job, slow: true } }));
  }

  function hear(message: FromWorker): void {
    if (message.kind === "gallery") {
      const { tales, examples } = message;
      return useLab.setState({ tales, examples });
    }
    if (message.kind === "read") return reader.hear(message);
    if (inFlight === null || message.run !== inFlight.run) return;
    const { order } = inFlight;
    if (message.kind === "written") {
      const { view, written } = useLab.getState();
      if (view.scenario !== order.scenario || view.plan !== order.plan) return;
      // What was understood of one plan is the same in every run of it: nobody draws it anew.
      const reading = written?.reading ?? message.written.reading;
      useLab.setState({ written: { ...message.written, reading } });
      // Of what is not looked at, no more than that.
      if (view.look === "odds") dismiss();
    } else if (message.kind === "progress") {
      const { share, requests } = message;
      useLab.setState(({ job }) => ({ job: job && { ...job, share, requests } }));
    } else over(order, message);
  }

  function over(order: Order, message: FromWorker): void {
    settle();
    if (message.kind === "done") {
      const { facts, comparison, theory, outlook } = message;
      useLab.setState({ picture: { order, facts, comparison, theory, outlook }, problems: [] });
    } else if (message.kind === "problems") useLab.setState({ problems: message.problems });
    else useLab.setState({ cancelled: true });
    if (queued !== null) send(queued);
  }

  function settle(): void {
    clearTimeout(inFlight?.slow);
    clearTimeout(patience);
    inFlight = null;
    if (queued === null) useLab.setState({ job: null });
  }

  /** Forgets the run in flight, as if it had never been wished for. */
  function dismiss(): void {
    if (inFlight !== null) post({ kind: "cancel", run: inFlight.run });
    asked = null;
    settle();
    if (queued !== null) send(queued);
  }

  function broke(why: string): void {
    const message = `the simulation stopped unexpectedly${why === "" ? "" : ` (${why})`}; change something or reload to try again`;
    replace();
    useLab.setState({ problems: [{ path: "", message }] });
  }

  function replace(): void {
    desk.terminate();
    queued = null;
    settle();
    desk = engage();
    reader.again();
  }

  function cancel(): void {
    if (inFlight === null) return;
    queued = null;
    post({ kind: "cancel", run: inFlight.run });
    clearTimeout(patience);
    patience = setTimeout(() => {
      replace();
      useLab.setState({ cancelled: true });
    }, PATIENCE_MS);
  }

  let asked: Order | null = orderOf(useLab.getState().view);
  const leave = useLab.subscribe(({ view, written }) => {
    const order = orderOf(view);
    if ((asked !== null && sameOrder(order, asked)) || (view.look === "odds" && written !== null))
      return;
    asked = order;
    wish(order);
  });
  wish(asked);
  return {
    cancel,
    again: () => wish(orderOf(useLab.getState().view)),
    stop() {
      leave();
      reader.stop();
      desk.terminate();
    },
  };
}

export function orderOf({ scenario, plan, edits, strategies, seed }: View): Order {
  return { scenario, plan, edits, strategies, seed };
}

export function sameOrder(a: Order, b: Order): boolean {
  return (
    a.scenario === b.scenario &&
    a.plan === b.plan &&
    a.edits === b.edits &&
    a.strategies === b.strategies &&
    a.seed === b.seed
  );
}
