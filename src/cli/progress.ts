// A bar on standard error while a terminal waits: how far, how fast, how long still. Silent anywhere else.
import { durationText, countText } from "../../sim/results/words.ts";

export interface ProgressBar {
  /** @param share in [0, 1]; `done` so far, in the bar's unit; `note`: what else is worth knowing meanwhile */
  show(share: number, done: number, note?: string): void;
  clear(): void;
}

const CELLS = 30;
const EVERY_MS = 100;
/** A run shorter than this needs no bar. */
const PATIENCE_MS = 300;
/** To the start of the line, and nothing after it. */
const ERASE_LINE = "\r\u001B[K";

const silent: ProgressBar = { show() {}, clear() {} };

/** Whether a bar is on the screen now. */
let drawn = false;

/** @param unit  what is counted: "requests", "runs" */
export function progressBar(unit = "requests"): ProgressBar {
  if (!process.stderr.isTTY || process.env["TERM"] === "dumb") return silent;
  const started = performance.now();
  let shown = started + PATIENCE_MS - EVERY_MS;
  return {
    show(share, done, note) {
      const now = performance.now();
      if (now - shown < EVERY_MS) return;
      shown = now;
      drawn = true;
      const text = barText(share, done, (now - started) / 1000, unit);
      process.stderr.write(ERASE_LINE + (note === undefined ? text : `${text}  ${note}`));
    },
    clear: clearBar,
  };
}

/** Takes away a bar that is on the screen. */
export function clearBar(): void {
  if (drawn) process.stderr.write(ERASE_LINE);
  drawn = false;
}

/** "[######----] 60%  2,100,000 requests/s  3s left" */
export function barText(share: number, done: number, seconds: number, unit = "requests"): string {
  const full = Math.round(share * CELLS);
  const bar = "#".repeat(full) + "-".repeat(CELLS - full);
  const rate = countText(done / seconds);
  const left = share > 0 ? durationText(Math.ceil((seconds * (1 - share)) / share)) : "?";
  return `[${bar}] ${Math.floor(share * 100)}%  ${rate} ${unit}/s  ${left} left`;
}
