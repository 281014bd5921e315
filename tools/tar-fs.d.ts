// The one function of tar-fs in use here; the package ships no types.
declare module "tar-fs" {
  export function extract(dir: string, options?: { chown?: boolean }): NodeJS.WritableStream;
}
