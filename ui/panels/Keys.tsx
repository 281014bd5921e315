// Every key the page knows, and the few that work anywhere on it.
import { useEffect, type ReactElement } from "react";
import { closeTold, setAt, setZoom, useLab, zoomBy } from "../store.ts";

const keys: readonly (readonly [string, string])[] = [
  ["Tab", "next control, in the order they are read"],
  ["← →", "move a slider, or the time cursor"],
  ["+ − 0", "zoom in and out around the cursor, and show all; or drag over the charts"],
  ["Home End", "first and last value, start and end of time"],
  ["Space", "play or pause, outside a field"],
  ["↑ ↓", "walk the scenarios and the decisions"],
  ["Enter", "open, pick, tell the reason of a flag"],
  ["Ctrl Enter", "in your own plan: rehearse it"],
  ["Esc", "close"],
  ["?", "this list"],
];

export function Keys(): ReactElement {
  useEffect(() => {
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <div id="keys" popover="auto" className="menu keys" role="dialog" aria-label="Keys">
      <h2>Keys</h2>
      <dl>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((cap) => (
                <kbd key={cap}>{cap}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Keys that work wherever nothing else wants them. */
function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // Over the page, nothing on it answers.
  if (document.querySelector("dialog[open]") !== null) return;
  if (event.key === "?" && !typing(event.target)) {
    event.preventDefault();
    document.getElementById("keys")?.togglePopover();
    return;
  }
  if (event.target !== document.body) return;
  // Not prevented: Escape also closes what is open over the page.
  if (event.key === "Escape") return closeTold();
  if (event.key === " ") document.querySelector<HTMLElement>(".play")?.click();
  else if (!moveCursor(event.key)) return;
  event.preventDefault();
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === "text";
}

/** @returns whether the key was one of the cursor's or the zoom's */
function moveCursor(key: string): boolean {
  const { picture, view } = useLab.getState();
  if (picture === null || view.look !== "run") return false;
  const [from, to] = view.zoom ?? [0, picture.facts.duration];
  const step = (to - from) / 100;
  const now = view.at ?? to;
  const move = { ArrowLeft: now - step, ArrowRight: now + step, Home: from, End: to }[key];
  if (key === "+" || key === "=") zoomBy(0.5);
  else if (key === "-") zoomBy(2);
  else if (key === "0") setZoom(null);
  else if (move === undefined) return false;
  else setAt(move >= to ? null : Math.max(from, move));
  return true;
}
