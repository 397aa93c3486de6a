import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import heyuan from '../models/ledgers/city/heyuan.json' with { type: 'json' };
import heyuanHolidays from '../models/ledgers/city/holidays.json' with { type: 'json' };
import { type City, parseCity } from '../models/ledgers/city.ts';
import { AppError } from '../models/rules/errors.ts';

/**
 * The city profile at `path` (the `CITY` variable), or the built-in one of Heyuan, with the holiday arrangements that
 * lie beside it, as yet unparsed.
 * @throws AppError INVALID naming the file and every fault in it
 */
export async function loadCity(path?: string): Promise<{ city: City; holidays: unknown }> {
  if (!path) return { city: parseCity(heyuan), holidays: heyuanHolidays };
  const file = resolve(path);
  const city = parseCity(await readJsonFile(file, 'CITY'));
  return { city, holidays: await readJsonFile(resolve(dirname(file), city.holidays), 'holidays') };
}

async function readJsonFile(file: string, from: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('INVALID', `读不到 ${from} 指定的文件 ${file}，请检查路径和权限`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('INVALID', `${file} 不是合法的 JSON：${reason}`, { cause });
  }
}
