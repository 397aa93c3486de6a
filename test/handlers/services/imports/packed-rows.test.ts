import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowPacker, RowUnpacker } from '../../../../handlers/services/imports/files/packed-rows.ts';
import type { SheetCell, SheetRow } from '../../../../handlers/services/imports/files/sheet.ts';

const strike = fc.boolean();
const made = (cell: SheetCell, struck: boolean): SheetCell => (struck ? { ...cell, strike: true } : cell);
const cell: fc.Arbitrary<SheetCell | undefined> = fc.oneof(
  fc.constant(undefined),
  fc
    .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), strike)
    .map(([text, struck]) => made({ text, raw: text }, struck)),
  fc
    .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), strike)
    .map(([n, struck]) => made({ text: String(n), raw: n || 0 }, struck)),
  fc.tuple(fc.boolean(), strike).map(([raw, struck]) => made({ text: raw ? '是' : '否', raw }, struck)),
  fc.constantFrom('是', '1', '#REF!').map((text) => ({ text, raw: text })),
  fc.constant({ text: '#REF!', raw: '#REF!', error: true as const }),
);
const row: fc.Arbitrary<SheetRow> = fc.record(
  {
    number: fc.integer({ min: 1, max: 1_048_576 }),
    hidden: fc.boolean(),
    cells: fc.array(cell, { maxLength: 30 }),
  },
  { noNullPrototype: true },
);

test('rows come out as they went in, over any number of batches', () => {
  fc.assert(
    fc.property(fc.array(fc.array(row, { maxLength: 8 }), { maxLength: 6 }), (batches) => {
      const [packer, unpacker] = [new RowPacker(), new RowUnpacker()];
      for (const batch of batches) expect(unpacker.unpack(packer.pack(batch))).toStrictEqual(batch);
    }),
  );
});

test('more different short texts than are remembered, again and again', () => {
  const [packer, unpacker] = [new RowPacker(), new RowUnpacker()];
  const text = (n: number) => ({ text: `值${n}`, raw: `值${n}` });
  for (let from = 0; from < 30_000; from += 500) {
    const rows = Array.from({ length: 500 }, (_, i) => ({
      number: from + i + 1,
      hidden: false,
      cells: [text(from + i), text(i % 7), text((from + i) % 9000)],
    }));
    expect(unpacker.unpack(packer.pack(rows))).toEqual(rows);
  }
});
