// Some columns of a CSV file (RFC 4180), from bytes as they come: quoted fields, doubled quotes, line breaks inside quotes, LF, CRLF
// or CR, a byte order mark. It keeps the first row and, of every other row, the fields wanted; what is not is never stored.

/** A CSV file that cannot be read, for the user: "row 7: a quote is never closed". */
export class CsvError extends Error {}

export interface CsvSink {
  /** The first row's fields; [] for an empty file. @returns the positions of the fields wanted of every later row */
  header(fields: readonly string[]): readonly number[];
  /**
   * A later row's fields, in the order they were wanted; undefined where the row is too short. The array is the next row's, too.
   * The first row is number 1; blank rows count and are skipped.
   */
  row(fields: readonly (string | undefined)[], row: number): void;
}

export interface CsvReader {
  /** @throws CsvError on what is too long to be a table */
  push(bytes: Buffer): void;
  /** @throws CsvError when a quote is still open */
  end(): void;
}

const COMMA = 44;
const QUOTE = 34;
const LF = 10;
const CR = 13;
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

/** Nothing longer is a name or a time: a file that is not CSV ends in a message, not in a machine out of memory. */
const LONGEST_FIELD = 10_000;
const MOST_COLUMNS = 10_000;

/** Reads a CSV file, pushed in chunks of any size, into `sink`. */
export function csvReader(sink: CsvSink): CsvReader {
  let header: string[] | undefined = [];
  /** For each column that is wanted, where its field goes. */
  let places: (number | undefined)[] = [];
  let row = 1;
  let column = 0;
  const found: (string | undefined)[] = [];
  /** Pieces of a kept field that a quote or the end of a chunk cut, and their bytes. */
  let pieces: Buffer[] = [];
  let held = 0;
  /** Inside quotes; or just after a quote that closes them, unless it is the first of a pair. */
  let quoted: "no" | "open" | "closing" = "no";
  let untouched = true;
  let afterCr = false;
  /** Bytes of a byte order mark seen; 3 once past the place for one. */
  let marks = 0;

  function keep(bytes: Buffer, from: number, to: number): void {
    if (from === to || (header === undefined && places[column] === undefined)) return;
    held += to - from;
    if (held > LONGEST_FIELD)
      throw new CsvError(`row ${row}: a field is longer than ${LONGEST_FIELD} bytes`);
    pieces.push(bytes.subarray(from, to));
  }

  function endField(): void {
    if (header !== undefined) {
      if (header.push(Buffer.concat(pieces).toString()) > MOST_COLUMNS)
        throw new CsvError(`row 1: there are more than ${MOST_COLUMNS} columns`);
    } else if (places[column] !== undefined) {
      const text = pieces.length === 1 ? pieces[0]!.toString() : Buffer.concat(pieces).toString();
      found[places[column]!] = text;
    }
    if (held > 0) pieces = [];
    held = 0;
    quoted = "no";
    column++;
  }

  function endRow(): void {
    const blank = untouched && column === 0;
    endField();
    if (header === undefined) {
      if (!blank) sink.row(found, row);
    } else if (blank) {
      header = [];
    } else {
      places = header.map(() => undefined);
      sink.header(header).forEach((position, place) => (places[position] = place));
      header = undefined;
    }
    row++;
    column = 0;
    found.fill(undefined);
  }

  /** Where the text starts in the first chunks: past a byte order mark, even one cut in two. */
  function afterMark(bytes: Buffer): number {
    let i = 0;
    while (marks < 3 && i < bytes.length) {
      if (bytes[i] === BYTE_ORDER_MARK[marks]) {
        marks++;
        i++;
      } else {
        keep(BYTE_ORDER_MARK, 0, marks);
        untouched = marks === 0;
        marks = 3;
      }
    }
    return i;
  }

  return {
    push(bytes) {
      let from = afterMark(bytes);
      for (let i = from; i < bytes.length; i++) {
        const byte = bytes[i]!;
        if (quoted === "open") {
          if (byte !== QUOTE) continue;
          keep(bytes, from, i);
          quoted = "closing";
          from = i + 1;
        } else if (byte === QUOTE && (quoted === "closing" || untouched)) {
          // The second of a pair stands for itself: it begins the next piece.
          from = quoted === "closing" ? i : i + 1;
          quoted = "open";
          untouched = false;
          afterCr = false;
        } else if (byte === LF && afterCr) {
          afterCr = false;
          from = i + 1;
        } else if (byte === COMMA || byte === LF || byte === CR) {
          keep(bytes, from, i);
          if (byte === COMMA) endField();
          else endRow();
          untouched = true;
          afterCr = byte === CR;
          from = i + 1;
        } else {
          untouched = false;
          afterCr = false;
          // Every byte with a meaning is a comma or below it: the others are skipped in one go.
          while (bytes[i + 1]! > COMMA) i++;
        }
      }
      keep(bytes, from, bytes.length);
    },
    end() {
      if (quoted === "open") throw new CsvError(`row ${row}: a quote is never closed`);
      if (!untouched || column > 0) endRow();
      if (header !== undefined) sink.header(header);
    },
  };
}
