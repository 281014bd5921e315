// The page's worker for many runs: it has hands of its own, one a core.
import type { FromSurveyor, ToSurveyor } from "../ui/oddsProtocol.ts";
import { startSurveyor } from "../ui/surveyor.ts";

/** More than these wait for memory, not for each other. */
const MOST_HANDS = 8;

/** This side of a dedicated worker: the page's own types know only windows. */
interface Desk {
  postMessage(message: FromSurveyor): void;
  onmessage: ((event: { readonly data: ToSurveyor }) => void) | null;
}
const desk = self as unknown as Desk;
const hear = startSurveyor(
  () => new Worker(new URL("./oddsHand.ts", import.meta.url), { type: "module" }),
  Math.max(1, Math.min(MOST_HANDS, navigator.hardwareConcurrency)),
  (message) => desk.postMessage(message),
);
desk.onmessage = ({ data }) => hear(data);
