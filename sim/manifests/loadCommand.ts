// The command of a load generator -> how many requests a second it sends, and to whom. Only what its flags say; a generator that
// sends as fast as it is answered has no rate to tell.
import { goSeconds } from "./spot.ts";

export interface LoadCommand {
  /** "hey" */
  readonly tool: string;
  /** Requests a second while it runs; null: as fast as it is answered. */
  readonly perSecond: number | null;
  /** How long it runs, seconds; null: until it is stopped, or not said. */
  readonly lasts: number | null;
  /** "podinfo-canary.test:9898"; null when the command names none. */
  readonly host: string | null;
  /** Headers it sends: "Cookie: type=insider". */
  readonly headers: readonly string[];
}

/** Longer than any. */
const LONGEST = 4000;

interface Flags {
  number(...names: readonly string[]): number | undefined;
  seconds(...names: readonly string[]): number | undefined;
}

/** How each tool says its rate; workers send each so many where a tool says it so. */
const TOOLS: Readonly<Record<string, (flags: Flags) => Pick<LoadCommand, "perSecond" | "lasts">>> =
  {
    // -q is a worker's, of 50 workers and 200 requests in all by default
    hey(flags) {
      const each = flags.number("-q") ?? 0;
      const perSecond = each === 0 ? null : each * (flags.number("-c") ?? 50);
      const lasts = flags.seconds("-z");
      const requests = flags.number("-n") ?? 200;
      if (lasts !== undefined) return { perSecond, lasts };
      return { perSecond, lasts: perSecond === null ? null : requests / perSecond };
    },
    ghz(flags) {
      const each = flags.number("-q", "--qps");
      const all = flags.number("-r", "--rps");
      const perSecond =
        all ?? (each === undefined ? null : each * (flags.number("-c", "--concurrency") ?? 50));
      return { perSecond, lasts: flags.seconds("-z", "--duration") ?? null };
    },
    fortio: (flags) => ({
      perSecond: flags.number("-qps", "--qps") ?? 8,
      lasts: flags.seconds("-t", "--t") ?? 5,
    }),
    wrk: (flags) => ({ perSecond: null, lasts: flags.seconds("-d", "--duration") ?? 10 }),
    wrk2: (flags) => ({
      perSecond: flags.number("-R", "--rate") ?? null,
      lasts: flags.seconds("-d", "--duration") ?? 10,
    }),
    vegeta: (flags) => ({
      perSecond: flags.number("-rate", "--rate") ?? 50,
      lasts: flags.seconds("-duration", "--duration") ?? null,
    }),
    k6: (flags) => ({
      perSecond: flags.number("--rps") ?? null,
      lasts: flags.seconds("-d", "--duration") ?? null,
    }),
    bombardier: (flags) => ({
      perSecond: flags.number("-r", "--rate") ?? null,
      lasts: flags.seconds("-d", "--duration") ?? 10,
    }),
    oha: (flags) => ({ perSecond: flags.number("-q") ?? null, lasts: flags.seconds("-z") ?? null }),
    ab: () => ({ perSecond: null, lasts: null }),
    siege: () => ({ perSecond: null, lasts: null }),
  };

/** undefined when the command starts no load generator that is known here. */
export function readLoadCommand(command: string): LoadCommand | undefined {
  if (command.length > LONGEST) return undefined;
  const words = wordsOf(command);
  const start = words.findIndex((word) => Object.hasOwn(TOOLS, toolOf(word)));
  if (start === -1) return undefined;
  const tool = toolOf(words[start]!);
  const rest = words.slice(start + 1);
  const end = rest.findIndex((word) => /^(\||\|\||&&|;|>)$/.test(word));
  const own = end === -1 ? rest : rest.slice(0, end);
  return { tool, ...TOOLS[tool]!(flagsOf(own)), host: hostOf(own), headers: headersOf(own) };
}

const toolOf = (word: string): string => word.slice(word.lastIndexOf("/") + 1);

/** Words as a shell reads them, as far as quotes go. */
function wordsOf(command: string): string[] {
  const parts = command.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/gs) ?? [];
  return parts.map((part) => part.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, "$1$2"));
}

function flagsOf(words: readonly string[]): Flags {
  const valueOf = (names: readonly string[]): string | undefined => {
    for (const name of names) {
      const at = words.indexOf(name);
      if (at !== -1) return words[at + 1];
      const joined = words.find((word) => word.startsWith(`${name}=`));
      if (joined !== undefined) return joined.slice(name.length + 1);
      // -q10
      const short = words.find(
        (word) => name.length === 2 && /^-[A-Za-z]\d/.test(word) && word.startsWith(name),
      );
      if (short !== undefined) return short.slice(2);
    }
    return undefined;
  };
  return {
    number(...names) {
      const value = valueOf(names);
      const number = value === undefined ? NaN : Number(value.replace(/\/(1)?s$/, ""));
      return number >= 0 && number < Infinity ? number : undefined;
    },
    seconds(...names) {
      const value = valueOf(names);
      if (value === undefined) return undefined;
      const seconds = /^\d+$/.test(value) ? Number(value) : goSeconds(value);
      return Number.isNaN(seconds) ? undefined : seconds;
    },
  };
}

/** A word that is an address: with a scheme, or a host and a port. */
function hostOf(words: readonly string[]): string | null {
  for (const word of words.toReversed()) {
    const address =
      /^(?:[a-z][a-z0-9+.-]*:\/\/)([^/?#\s]+)/i.exec(word) ?? /^([\w.-]+:\d+)(?:\/|$)/.exec(word);
    if (address !== null) return address[1]!;
  }
  return null;
}

function headersOf(words: readonly string[]): string[] {
  return words.flatMap((word, i) =>
    ["-H", "--header", "-header", "-metadata", "-m"].includes(words[i - 1] ?? "") ? [word] : [],
  );
}
