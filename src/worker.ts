// The page's worker: rehearses away from the screen.
import { startRehearser } from "../ui/rehearser.ts";
import type { FromWorker, ToWorker } from "../ui/protocol.ts";

const files = import.meta.glob<string>(["../scenarios/*.json", "!../scenarios/*.schema.json"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const texts = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.json$/g, ""), text]),
);

/** This side of a dedicated worker: the page's own types know only windows. */
interface Desk {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}
const desk = self as unknown as Desk;
const hear = startRehearser(texts, (message) => desk.postMessage(message));
desk.onmessage = ({ data }) => hear(data);
