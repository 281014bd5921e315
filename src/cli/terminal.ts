// The two streams of a command: results on standard output, everything else on standard error.
import { styleText } from "node:util";
import { systemReason } from "./refusal.ts";

/** What colour means here; a terminal without colour loses nothing, for every mark has its word. */
export type Tone = "title" | "good" | "bad" | "waiting" | "faint";

/** Marks text with a tone, or leaves it as it is. */
export type Paint = (tone: Tone, text: string) => string;

const styles = {
  title: "bold",
  good: "green",
  bad: "red",
  waiting: "yellow",
  faint: "dim",
} as const;

/** For files and pipes. */
export const plain: Paint = (_tone, text) => text;

/** Colours for standard output when it is a terminal that wants them: NO_COLOR and FORCE_COLOR are heard. */
export const colours: Paint = (tone, text) =>
  text === "" ? text : styleText(styles[tone], text, { stream: process.stdout });

/** Writes results. Waits when the reader is slow. */
export async function print(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      process.stdout.off("drain", done).off("error", done).off("close", done);
      resolve();
    };
    process.stdout.on("drain", done).on("error", done).on("close", done);
  });
}

/** Writes lines for the user to standard error. What came from a file cannot steer the terminal. */
export function complain(lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${printable(line)}\n`).join(""));
}

/** Without control characters: a scenario's name may not move the cursor or change the colours. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]+/g, " ");
}

/** A reader that goes away (`| head`) is no failure: what is left is dropped, and the exit code stays what it is. */
export function forgiveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") return;
      if (stream === process.stdout) complain([`standard output: ${systemReason(error)}`]);
      process.exit(2);
    });
}
