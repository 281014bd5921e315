// Options of a command read one after the other, so that every mistake in them is told at once.
import type { Share } from "../../sim/scenario/types.ts";
import { share } from "../../sim/scenario/units.ts";
import { readInteger, seeHelp, usageRefusal, type Words } from "./command.ts";
import { Refusal } from "./refusal.ts";

/** What is read is undefined where it was refused: `end` throws then. */
export interface OptionsReader {
  /** @param one  throws a Refusal for what it refuses */
  read<T>(one: () => T): T | undefined;
  /** In [least, most]; undefined when it is not given. */
  integer(option: string, most: number, least?: number): number | undefined;
  /**
   * In (0, 1); undefined when it is not given.
   * @param example  as a person writes one
   */
  share(option: string, example: string): Share | undefined;
  /** @throws Refusal with all that was refused */
  end(): void;
}

export function optionsReader(command: string, words: Words): OptionsReader {
  const mistakes: string[] = [];
  const help = seeHelp(command);
  function read<T>(one: () => T): T | undefined {
    try {
      return one();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      mistakes.push(...error.lines.filter((line) => line !== help));
      return undefined;
    }
  }
  return {
    read,
    integer: (option, most, least = 0) =>
      read(() => readInteger(command, words, option, most, least)),
    share: (option, example) => read(() => readShare(command, words, option, example)),
    end() {
      if (mistakes.length > 0) throw new Refusal([...mistakes, help]);
    },
  };
}

function readShare(
  command: string,
  words: Words,
  option: string,
  example: string,
): Share | undefined {
  const written = words.last(option);
  if (written === undefined) return undefined;
  const number = Number(written);
  const { success, data } = share.safeParse(Number.isNaN(number) ? written : number);
  if (success && data > 0 && data < 1) return data;
  throw usageRefusal(command, [
    `--${option}: expected a share in (0, 1) like ${example}, got "${written}"`,
  ]);
}
