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
 * The same passages of what is said now, each from its first line to its last with whatever has come between: a line is known by its
 * words, whatever the numbers in it. Where several stretches may be meant, it is the one that differs least.
 * @throws when one is there no longer: which lines to show then is for a person to say
 */
export function refreshed(printed: string, said: string): string {
  const now = said.split("\n");
  const passages: string[][] = [[]];
  for (const line of printed.split("\n"))
    if (LEFT_OUT.test(line)) passages.push([]);
    else passages.at(-1)!.push(line);
  let from = 0;
  const lines = passages.flatMap((passage, i) => {
    const begins = i === 0 ? [0] : placesOf(passage[0], now).filter((at) => at >= from);
    const isLast = i === passages.length - 1;
    const ends = isLast ? [now.length] : placesOf(passage.at(-1), now).map((at) => at + 1);
    const [begin, end] =
      passage.length === 0 ? [from, from] : stretchOf(passage, now, begins, ends);
    from = end;
    return [...(i === 0 ? [] : ["..."]), ...now.slice(begin, end)];
  });
  return lines.join("\n");
}

/** Where a line of the same words is. */
function placesOf(line: string | undefined, now: readonly string[]): number[] {
  if (line === undefined) return [];
  const words = withoutNumbers(line);
  return [...now.keys()].filter((at) => withoutNumbers(now[at]!) === words);
}

/** Where a passage begins and ends, of the places where it may: with the fewest edits. */
function stretchOf(
  passage: readonly string[],
  now: readonly string[],
  begins: readonly number[],
  ends: readonly number[],
): readonly [begin: number, end: number] {
  let best: readonly [number, number] | undefined;
  let fewest = Infinity;
  for (const begin of begins) {
    const edits = editsInto(passage, now.slice(begin));
    for (const end of ends)
      if (end > begin && edits[end - begin]! < fewest) {
        fewest = edits[end - begin]!;
        best = [begin, end];
      }
  }
  if (best === undefined) throw new Error(`no longer printed: ${passage.join("\n")}`);
  return best;
}

/** How far it is from a passage to the first k of some lines, for each k: Levenshtein's distance, in lines. */
function editsInto(passage: readonly string[], lines: readonly string[]): number[] {
  let edits = [...Array(lines.length + 1).keys()];
  for (const line of passage) {
    const next = [edits[0]! + 1];
    for (const [k, other] of lines.entries())
      next.push(Math.min(next[k]! + 1, edits[k + 1]! + 1, edits[k]! + difference(line, other)));
    edits = next;
  }
  return edits;
}

/** 1: other words. Else what is not the same of its numbers, and little beside a line. */
function difference(one: string, other: string): number {
  if (withoutNumbers(one) !== withoutNumbers(other)) return 1;
  const numbers = (line: string) => line.match(NUMBER) ?? [];
  const theirs = numbers(other);
  return 0.001 * numbers(one).filter((number, i) => number !== theirs[i]).length;
}

const NUMBER = /\d[\d,.]*/g;

function withoutNumbers(line: string): string {
  return line.replace(NUMBER, "#").replace(/[ ·]+/g, " ").trim();
}
