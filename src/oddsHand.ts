// One of the workers that run batches for the page.
import { startHand } from "../ui/hand.ts";
import type { FromHand, ToHand } from "../ui/oddsProtocol.ts";

/** This side of a dedicated worker: the page's own types know only windows. */
interface Desk {
  postMessage(message: FromHand, give: ArrayBufferLike[]): void;
  onmessage: ((event: { readonly data: ToHand }) => void) | null;
}
const desk = self as unknown as Desk;
const hear = startHand((message, give) => desk.postMessage(message, give));
desk.onmessage = ({ data }) => hear(data);
