import { AppError } from '../../models/rules/errors.ts';
import type { Services } from '../services/context.ts';
import type { FileIn, Inbound, IncomingFile } from '../inbound.ts';

/**
 * An event whose answer is promised for later, as it is kept until then: plain data, its files by reference. What only
 * the running process knows (`answered`, `late`) is left out.
 */
export async function keptForm(services: Services, inbound: Inbound): Promise<object> {
  const { answered: _answered, late: _late, ...event } = inbound;
  if (event.kind !== 'files') return event;
  const files = await Promise.all(
    event.files.map(async (file): Promise<FileIn> => {
      if ('ref' in file) return file;
      const { name, bytes } = file;
      const { ref } = await putDown(services, { name, stream: inOne(bytes), limit: bytes.length });
      return { name, ref };
    }),
  );
  return { ...event, files };
}

/** Files that the service keeps itself, among references of channels. */
const OWN = 'stored:';

/**
 * Streams a file of a channel that cannot be asked for it again into the store, and gives the reference by which it is
 * handed in. It stays for a day at most.
 * @throws AppError INVALID when it is longer than `limit` bytes
 */
export async function putDown(
  { store, clock }: Services,
  { name, stream, limit }: { name: string; stream: AsyncIterable<Uint8Array>; limit: number },
): Promise<{ ref: string; bytes: number }> {
  const put = await store.files.putDown(name, stream, { at: clock.now(), limit });
  if (!put) throw new AppError('INVALID', '文件太大，没有收下，请拆分后再发');
  return { ref: `${OWN}${put.id}`, bytes: put.bytes };
}

/** How a channel hands out the content of a file that somebody sent, as it comes. */
export type FetchFile = (channel: string, ref: string) => Promise<AsyncIterable<Uint8Array>>;

/** The files of an event, each to be opened when its turn has come. */
export function incomingFiles(
  { store }: Services,
  { channel, files }: Inbound & { kind: 'files' },
  fetch: FetchFile,
): IncomingFile[] {
  return files.map((file): IncomingFile => {
    const { name } = file;
    if ('bytes' in file) return { name, open: async () => inOne(file.bytes), forget: async () => undefined };
    const own = file.ref.startsWith(OWN) ? file.ref.slice(OWN.length) : undefined;
    return {
      name,
      open: async () =>
        told(
          own === undefined ? await fetch(channel, file.ref).catch(unreachable) : store.files.content(own),
        ),
      forget: async () => (own === undefined ? undefined : store.files.pickUp(own)),
    };
  });
}

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A line that breaks is told in words. @throws AppError UNAVAILABLE */
async function* told(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    unreachable(error);
  }
}

function unreachable(error: unknown): never {
  if (error instanceof AppError) throw error;
  throw new AppError('UNAVAILABLE', '文件没有取到，请稍后再发一次', { cause: error });
}
