// The page's worker for many runs, and its hands: one script, so that a hand starts from what the browser has already.
import { startHand } from "../ui/hand.ts";
import type { FromHand, FromSurveyor, ToHand, ToSurveyor } from "../ui/oddsProtocol.ts";
import { startSurveyor } from "../ui/surveyor.ts";

/** More than these wait for memory, not for each other. */
const MOST_HANDS = 8;
/** What a worker is called that runs batches. */
const HAND = "hand";

/** This side of a dedicated worker: the page's own types know only windows. */
interface Desk<In, Out> {
  readonly name: string;
  postMessage(message: Out, give?: ArrayBufferLike[]): void;
  onmessage: ((event: { readonly data: In }) => void) | null;
}

function runBatches(desk: Desk<ToHand, FromHand>): void {
  const hear = startHand((message, give) => desk.postMessage(message, give));
  desk.onmessage = ({ data }) => hear(data);
}

/** One hand a core. */
function carryOutSurveys(desk: Desk<ToSurveyor, FromSurveyor>): void {
  const hear = startSurveyor(
    () => new Worker(self.location.href, { type: "module", name: HAND }),
    Math.max(1, Math.min(MOST_HANDS, navigator.hardwareConcurrency)),
    (message) => desk.postMessage(message),
  );
  desk.onmessage = ({ data }) => hear(data);
}

if (self.name === HAND) runBatches(self as unknown as Desk<ToHand, FromHand>);
else carryOutSurveys(self as unknown as Desk<ToSurveyor, FromSurveyor>);
