import { AppError } from '../../models/rules/errors.ts';
import type { Services } from '../services/context.ts';
import type { FileIn, Inbound, UploadedFile } from '../inbound.ts';

/**
 * An event whose answer is promised for later, as it is kept until then: plain data, its files by reference. What only
 * the running process knows (`answered`, `late`) is left out.
 */
export async function keptForm({ store, clock }: Services, inbound: Inbound): Promise<object> {
  const { answered: _answered, late: _late, ...event } = inbound;
  if (event.kind !== 'files') return event;
  const files = await Promise.all(
    event.files.map(async (file): Promise<FileIn> => {
      if ('ref' in file) return file;
      const { id } = await store.files.put(file.name, file.bytes, {}, clock.now());
      return { name: file.name, ref: `${OWN}${id}` };
    }),
  );
  return { ...event, files };
}

/** Files that the service keeps itself, among references of channels. */
const OWN = 'stored:';

/** How a channel hands out the content of a file that somebody sent. */
export type FetchFile = (channel: string, ref: string) => Promise<Uint8Array>;

/**
 * The files of an event, whole.
 * @throws AppError UNAVAILABLE when a file cannot be fetched now
 */
export function wholeFiles(
  { store }: Services,
  { channel, files }: Inbound & { kind: 'files' },
  fetch: FetchFile,
): Promise<UploadedFile[]> {
  const load = async (file: FileIn): Promise<UploadedFile> => {
    if ('bytes' in file) return file;
    const { name, ref } = file;
    const own = ref.startsWith(OWN);
    return { name, bytes: await (own ? store.files.read(ref.slice(OWN.length)) : fetch(channel, ref)) };
  };
  return Promise.all(files.map(load)).catch((error: unknown) => {
    if (error instanceof AppError) throw error;
    throw new AppError('UNAVAILABLE', '文件没有取到，请稍后再发一次', { cause: error });
  });
}
