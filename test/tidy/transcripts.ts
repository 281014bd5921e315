// What a document says somebody types, and what is printed then: in a `console` block `$ ` begins a command, and `...` alone on a
// line stands for any lines.

export interface Transcript {
  readonly command: string;
  /** "": nothing is shown. */
  readonly printed: string;
}

export function transcripts(text: string): Transcript[] {
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```/gm)];
  return blocks.flatMap((block) =>
    (block[1] ?? "")
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = "", ...lines] = part.split("\n");
        return { command: command.trim(), printed: lines.join("\n").trimEnd() };
      }),
  );
}

/** Inline code, outside of blocks. */
export function inlineCode(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "");
  return [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!.replaceAll("\\|", "|"));
}

const LEFT_OUT = /^ *\.\.\.$/;

export function asPattern(printed: string): RegExp {
  const literal = printed.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/^[ ]*\\.\\.\\.$/gm, "[\\s\\S]*")}$`);
}

/**
 * The same passages of what is said now: of the same words, whatever the numbers in them.
 * @throws when one is there no longer
 */
export function refreshed(printed: string, said: string): string {
  const now = said.split("\n");
  const passages: string[][] = [[]];
  for (const line of printed.split("\n"))
    if (LEFT_OUT.test(line)) passages.push([]);
    else passages.at(-1)!.push(line);
  if (passages.length === 1) return said;
  let from = 0;
  const lines = passages.flatMap((passage, i) => {
    const isLast = i === passages.length - 1;
    const size = passage.length;
    const at =
      size === 0 ? from : i === 0 ? 0 : isLast ? now.length - size : placeOf(passage, now, from);
    from = at + size;
    return [...(i === 0 ? [] : ["..."]), ...now.slice(at, from)];
  });
  return lines.join("\n");
}

/** Where all its lines are; failing that, where its first one is: a curve has no words. */
function placeOf(passage: readonly string[], now: readonly string[], from: number): number {
  const bare = now.map(withoutNumbers);
  const sought = passage.map(withoutNumbers);
  const places = [...now.keys()].slice(from);
  const whole = places.find((at) => sought.every((line, i) => bare[at + i] === line));
  const first = whole ?? places.find((at) => bare[at] === sought[0]);
  if (first === undefined) throw new Error(`no longer printed: ${passage.join("\n")}`);
  return first;
}

function withoutNumbers(line: string): string {
  return line
    .replace(/\d[\d,.]*/g, "#")
    .replace(/[ ·]+/g, " ")
    .trim();
}
