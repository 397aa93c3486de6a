export interface Part {
  name: string;
  filename: string | undefined;
  data: Buffer;
}

/**
 * The parts of a multipart/form-data body, byte for byte. The platform's own quirk is kept: a part may come without a
 * file name, as the SDK sends a Buffer (feishu.md 1.7). Gives `undefined` for what is no such body.
 */
export function parseMultipart(contentType: string, body: Buffer): Part[] | undefined {
  const boundary = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const marker = boundary?.[1] ?? boundary?.[2];
  if (marker === undefined) return undefined;
  const delimiter = Buffer.from(`\r\n--${marker}`);
  const padded = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: Part[] = [];
  for (let at = padded.indexOf(delimiter); at >= 0;) {
    const start = at + delimiter.length;
    if (padded.subarray(start, start + 2).toString('latin1') === '--') return parts;
    const end = padded.indexOf(delimiter, start);
    const part = end < 0 ? undefined : readPart(padded.subarray(start + 2, end));
    if (!part) return undefined;
    parts.push(part);
    at = end;
  }
  return undefined;
}

function readPart(bytes: Buffer): Part | undefined {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const head = bytes.subarray(0, split).toString('utf8');
  const name = /content-disposition:[^\r\n]*;\s*name="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return undefined;
  const filename = /content-disposition:[^\r\n]*;\s*filename="([^"]*)"/i.exec(head)?.[1];
  return { name, filename, data: bytes.subarray(split + 4) };
}
