/** Makes a key that strayed into a file or a log easy to find. */
const PREFIX = 'greffe_';

/** A key as it is shown once: `greffe_` and 256 bits. */
export function bearerKey(token: string): string {
  return `${PREFIX}${token}`;
}

/** The key of an Authorization header, or undefined when it holds none of ours. */
export function readBearer(header: string | undefined): string | undefined {
  return /^Bearer (greffe_[\w-]{43})$/i.exec(header ?? '')?.[1];
}
