// How many threads of this machine a command works on.
import { availableParallelism } from "node:os";
import { readInteger, type Words } from "./command.ts";

const MAX_THREADS = 256;

/**
 * What an option says; one a core when it says nothing.
 * @throws Refusal unless it is an integer in [1, 256]
 */
export function readThreads(command: string, words: Words, option: string): number {
  return readInteger(command, words, option, MAX_THREADS, 1) ?? availableParallelism();
}
