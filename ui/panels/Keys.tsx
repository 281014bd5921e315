// Every key the page knows, and the few that work anywhere on it.
import { useEffect, type ReactElement } from "react";
import { closeTold, setAt, useLab } from "../store.ts";

const keys: readonly (readonly [string, string])[] = [
  ["Tab", "next control, in the order they are read"],
  ["← →", "move a slider, or the time cursor"],
  ["Home End", "first and last value, start and end of time"],
  ["Space", "play or pause, outside a field"],
  ["↑ ↓", "walk the scenarios and the decisions"],
  ["Enter", "open, pick, tell the reason of a flag"],
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

/** @returns whether the key was one of the cursor's */
function moveCursor(key: string): boolean {
  const { picture, view } = useLab.getState();
  if (picture === null) return false;
  const { duration } = picture.facts;
  const now = view.at ?? duration;
  const to = {
    ArrowLeft: now - duration / 100,
    ArrowRight: now + duration / 100,
    Home: 0,
    End: duration,
  }[key];
  if (to === undefined) return false;
  setAt(to >= duration ? null : Math.max(0, to));
  return true;
}
