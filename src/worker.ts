// The page's worker: rehearses away from the screen.
import { startRehearser } from "../ui/rehearser.ts";
import type { FromWorker, ToWorker } from "../ui/protocol.ts";

const scenarios = import.meta.glob<string>(["../scenarios/*.json", "!../scenarios/*.schema.json"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const manifests = import.meta.glob<string>("../scenarios/manifests/*.yaml", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** By name, without folder and ending. */
function shelved(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.\w+$/g, ""), text]),
  );
}

/** This side of a dedicated worker: the page's own types know only windows. */
interface Desk {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}
const desk = self as unknown as Desk;
const shelf = { scenarios: shelved(scenarios), manifests: shelved(manifests) };
const hear = startRehearser(shelf, (message) => desk.postMessage(message));
desk.onmessage = ({ data }) => hear(data);
