import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '../../../../handlers/services/context.ts';
import { receiveFile } from '../../../../handlers/services/files/receive.ts';
import { AppError } from '../../../../models/rules/errors.ts';
import {
  compound,
  doc,
  docx,
  hexText,
  inPieces,
  JPEG_BYTES,
  lockedZip,
  ofd,
  pdf,
  PNG_BYTES,
  pptxOf,
  xls,
  xlsxOf,
  zipped,
  zippedFiles,
} from '../../../helpers/evidence.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';

let services: TestServices;
let ctx: Ctx;
beforeAll(async () => {
  services = await testServices();
  ctx = services.as('YC_FILL');
});

const receive = (name: string, bytes: Uint8Array) => receiveFile(ctx, { name, stream: inPieces(bytes) });
const refusal = async (name: string, bytes: Uint8Array): Promise<string> => {
  const error = await receive(name, bytes).catch((fault: unknown) => fault);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'INVALID' });
  return (error as AppError).userText;
};
/** Everything that the store of evidence holds, in all its collections. */
const left = async () => {
  const { connection } = services.store;
  const names = ['evidence_register', 'evidence.files', 'evidence.chunks'];
  return Promise.all(names.map((name) => connection.collection(name).countDocuments()));
};

const OOXML = 'application/vnd.openxmlformats-officedocument';

describe('what a file is, is told by its content', () => {
  test.each([
    ['合同.pdf', () => pdf(), 'application/pdf'],
    ['签章页.png', () => PNG_BYTES, 'image/png'],
    ['现场.jpg', () => JPEG_BYTES, 'image/jpeg'],
    ['现场.heic', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'image/heic'],
    ['现场.webp', () => Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'), 'image/webp'],
    ['动图.gif', () => Buffer.from('GIF89a\x01\0\x01\0', 'latin1'), 'image/gif'],
    ['合同.docx', () => docx([['甲方']]), `${OOXML}.wordprocessingml.document`],
    ['清单.xlsx', () => xlsxOf('甲方'), `${OOXML}.spreadsheetml.sheet`],
    ['介绍.pptx', () => pptxOf('甲方'), `${OOXML}.presentationml.presentation`],
    ['合同.doc', () => doc('甲方'), 'application/msword'],
    ['清单.xls', () => xls(), 'application/vnd.ms-excel'],
    [
      '介绍.ppt',
      () => compound({ 'PowerPoint Document': Buffer.alloc(5000) }),
      'application/vnd.ms-powerpoint',
    ],
    ['批复.ofd', () => ofd('甲方'), 'application/ofd'],
    ['说明.txt', () => Buffer.from('这是一份说明。\n第二行，也有逗号\n'), 'text/plain'],
    ['说明（GBK）.txt', () => Buffer.from('b9fab2facfeec4bf0d0a', 'hex'), 'text/plain'],
    ['清单.csv', () => Buffer.from('项目,金额\n甲,1\n乙,2\n'), 'text/csv'],
    ['材料.zip', () => zipped({ '一.txt': '甲' }), 'application/zip'],
    [
      '多份.zip',
      async () =>
        zippedFiles({
          '合同/': Buffer.alloc(0),
          '合同/合同.docx': await docx([['甲方']]),
          '合同/签章.pdf': pdf(),
          '现场.jpg': JPEG_BYTES,
          '附件.zip': zippedFiles({ '清单.xlsx': await xlsxOf('甲方') }),
          '__MACOSX/._现场.jpg': Buffer.from('00051607', 'hex'),
          '.DS_Store': Buffer.from('00000001', 'hex'),
        }),
      'application/zip',
    ],
    ['其实是图片.pdf', () => JPEG_BYTES, 'image/jpeg'],
  ] as const)('%s', async (name, make, type) => {
    const bytes = await make();
    const file = await receive(name, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(file).toMatchObject({ name, type, size: bytes.length, sha256, at: '2026-06-12T02:11:00.000Z' });
    expect(await services.store.evidence.slice(file.id, 0, bytes.length)).toEqual(bytes);
  });
});

test('a picture from a chat, which has no name of its own, gets the suffix of what it is', async () => {
  expect((await receive('图片', JPEG_BYTES)).name).toBe('图片.jpg');
});

test('folders, control signs and signs that turn the reading direction are no part of a name', async () => {
  const file = await receive('C:\\上报\\合同\u202Efdp.\u0007pdf', pdf());
  expect(file.name).toBe('合同fdp.pdf');
  const long = await receive(`${'长'.repeat(300)}.pdf`, pdf());
  expect(long.name).toMatch(/^长{100,120}….pdf$/);
});

describe('what is not kept, is named with the cure, and nothing of it stays', () => {
  const OFFLINE = '涉密文件不得在本平台传递，请按保密规定线下办理';
  const marked = (text: string) => Buffer.from(text, 'utf8');
  const gbk = (hex: string) => Buffer.from(hex, 'hex');
  const map =
    'begincmap\n1 beginbfchar\n<0001> <673A>\nendbfchar\n1 beginbfrange\n<0002> <0002> <5BC6>\n<0003> <0003> [<2605>]\nendbfrange\nendcmap';
  test.each([
    ['空.pdf', () => Buffer.alloc(0), '文件是空的（0 字节）'],
    ['程序.pdf', () => Buffer.from('4d5a90000300000004000000', 'hex'), '“程序.pdf”是可执行程序'],
    ['程序.png', () => Buffer.from('7f454c4602010100', 'hex'), '是可执行程序'],
    ['脚本.txt', () => marked('#!/bin/sh\nrm -rf x\n'), '“脚本.txt”是脚本'],
    ['清理.bat', () => marked('del *.*\n'), '程序、脚本或网页一类的文件'],
    ['网页.txt', () => marked('<!DOCTYPE html><script>1</script>'), '是网页文件'],
    ['图.txt', () => marked('<?xml version="1.0"?><svg onload="x()"/>'), '是SVG 图形'],
    ['宏.docx', () => docx([['甲']], { 'word/vbaProject.bin': 'x' }), '是带宏的 Office 文件'],
    ['程序包.zip', () => zipped({ 'a/安装.exe': 'x' }), '含有程序或脚本的压缩包'],
    ['应用.zip', () => zipped({ 'AndroidManifest.xml': 'x' }), '是可执行程序'],
    ['录像.mp4', () => Buffer.from('\0\0\0\x18ftypisom\0\0\0\0', 'latin1'), '是音视频'],
    ['不明.dat', () => Buffer.from('0001020304', 'hex'), '是认不出的文件'],
    ['加密.pdf', () => pdf({ locked: true }), '设了密码或加了限制'],
    ['加密.docx', () => compound({ EncryptedPackage: Buffer.alloc(5000) }), '设了密码'],
    ['加密.doc', () => doc('甲', true), '设了密码'],
    ['加密.xls', () => xls(true), '设了密码'],
    ['加密.zip', () => lockedZip(), '设了密码'],
    ['断的.docx', async () => (await docx([['甲方']])).subarray(0, 120), '打不开'],
    ['【机密】方案.pdf', () => pdf(), OFFLINE],
    ['方案（绝密）.pdf', () => pdf(), OFFLINE],
    ['方案 机密★10年.pdf', () => pdf(), OFFLINE],
    ['方案.txt', () => marked('招商方案\n机密★10年\n'), OFFLINE],
    ['全角.txt', () => marked('秘 密　★　１０年'), OFFLINE],
    ['星号.txt', () => marked('绝密*长期'), OFFLINE],
    ['密级.txt', () => marked('密级：机密'), OFFLINE],
    ['国标.txt', () => gbk('bbfac3dca1ef3130c4ea'), OFFLINE],
    ['方案.docx', () => docx([['机'], ['关于', '机', '密', '★', '5年']]), OFFLINE],
    ['页眉.docx', () => docx([['甲']], { 'word/header1.xml': '<w:p>绝密&#9733;长期</w:p>' }), OFFLINE],
    ['方案.xlsx', () => xlsxOf('项目', '秘密★1年'), OFFLINE],
    ['方案.pptx', () => pptxOf('机密 ★ 三年'), OFFLINE],
    ['方案.ofd', () => ofd('秘密★5年'), OFFLINE],
    ['方案.doc', () => doc('机密★10年'), OFFLINE],
    ['内有.zip', () => zipped({ '附件/秘密★方案.txt': '甲' }), OFFLINE],
    ['里面有.zip', async () => zippedFiles({ '方案.docx': await docx([['机密★10年']]) }), OFFLINE],
    ['里面有表.zip', async () => zippedFiles({ 'a/表.xlsx': await xlsxOf('秘密★1年') }), OFFLINE],
    ['里面有PDF.zip', () => zippedFiles({ '方案.pdf': pdf({ content: hexText('绝密★长期') }) }), OFFLINE],
    ['里面有旧文档.zip', () => zippedFiles({ '方案.doc': doc('机密★10年') }), OFFLINE],
    ['里面有说明.zip', () => zipped({ '说明.txt': '招商方案\n机密★10年' }), OFFLINE],
    ['再套一层.zip', () => zippedFiles({ 'a.zip': zippedFiles({ 'b.txt': marked('秘密★') }) }), OFFLINE],
    [
      '套三层.zip',
      () => zippedFiles({ 'a.zip': zippedFiles({ 'b.zip': zippedFiles({ 'c.txt': marked('甲') }) }) }),
      '压缩包套了多层，无法逐个检查，没有收下。请解压后逐个发送',
    ],
    [
      '很多.zip',
      () => zipped(Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`${i}.txt`, '甲']))),
      '里文件太多',
    ],
    [
      '炸弹.zip',
      () => zipped({ '大.txt': '甲'.repeat(11 * 1024 * 1024) }),
      '“炸弹.zip”里的“大.txt”超过 30.0 MB',
    ],
    [
      '里面加密.zip',
      () => zippedFiles({ '合同.pdf': pdf({ locked: true }) }),
      '“里面加密.zip”里的“合同.pdf”设了密码',
    ],
    [
      '里面程序.zip',
      () => zippedFiles({ '图.jpg': Buffer.from('4d5a90000300', 'hex') }),
      '里的“图.jpg”是可执行程序',
    ],
    ['里面RAR.zip', () => zippedFiles({ 'a.rar': Buffer.from('526172211a0701', 'hex') }), '是RAR 压缩包'],
    [
      '材料.rar',
      () => Buffer.from('526172211a070100cf907300', 'hex'),
      '“材料.rar”是RAR 压缩包，无法检查里面有没有密级标志，没有收下。请解压后逐个发送',
    ],
    ['材料.7z', () => Buffer.from('377abcaf271c0004aabbccdd', 'hex'), '请解压后逐个发送'],
    ['方案.pdf', () => pdf({ content: `BT ${hexText('机密★10年')} ET` }), OFFLINE],
    ['拆开.pdf', () => pdf({ content: `[${hexText('机')} -20 ${hexText('密★')}] TJ` }), OFFLINE],
    ['不压.pdf', () => pdf({ content: `BT ${hexText('秘密★')} ET`, packed: false }), OFFLINE],
    ['字体.pdf', () => pdf({ content: '[<00010002> 30 <0003>] TJ', more: [map] }), OFFLINE],
  ] as const)('%s', async (name, make, words) => {
    const before = await left();
    expect(await refusal(name, await make())).toContain(words);
    expect(await left()).toEqual(before);
  });

  test.each(['企业商业秘密★保护办法', '机密信息由双方保守', '……的秘密\n★ 要点一', '密封条★'])(
    'what only looks like a mark is kept: %s',
    async (text) => {
      expect(await receive('说明.txt', Buffer.from(text))).toMatchObject({ type: 'text/plain' });
      expect(await receive('说明.docx', await docx(text.split('\n').map((line) => [line])))).toBeTruthy();
    },
  );
});

describe('thirty megabytes', () => {
  const MB = 1024 * 1024;
  const PIECE = 64 * 1024;
  /** A line that counts what is taken from it. */
  const line = (bytes: number) => {
    const state = { taken: 0, closed: false };
    async function* pieces(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.concat([PNG_BYTES, Buffer.alloc(PIECE - PNG_BYTES.length)]);
        state.taken = PIECE;
        for (; state.taken < bytes; state.taken += PIECE)
          yield Buffer.alloc(Math.min(PIECE, bytes - state.taken));
      } finally {
        state.closed = true;
      }
    }
    return { state, stream: pieces() };
  };

  test('go through piece by piece: never is much of them in memory', async () => {
    const { stream } = line(30 * MB);
    const taken = await services.store.evidence.take(stream, {
      name: '大.png',
      post: 'YC_FILL',
      at: services.clock.now(),
      limit: 30 * MB,
    });
    expect(taken?.size).toBe(30 * MB);
    expect(taken?.held).toBeLessThan(MB);
  });

  test('and one byte are stopped where they cross the line', async () => {
    const before = await left();
    const { state, stream } = line(60 * MB);
    const error = await receiveFile(ctx, { name: '大.png', stream }).catch((fault: unknown) => fault);
    expect((error as AppError).userText).toMatch(/“大.png”超过 30.0 MB，没有收下。请压缩图片/);
    expect(state.closed).toBe(true);
    expect(state.taken).toBeLessThanOrEqual(30 * MB + PIECE);
    const exactly = line(30 * MB + 1);
    await expect(receiveFile(ctx, { name: '大.png', stream: exactly.stream })).rejects.toThrow('30.0 MB');
    expect(await left()).toEqual(before);
  });

  test('a line that breaks leaves nothing', async () => {
    const before = await left();
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield PNG_BYTES;
      yield Buffer.alloc(MB);
      throw new AppError('UNAVAILABLE', '断了');
    }
    await expect(receiveFile(ctx, { name: '断.png', stream: breaking() })).rejects.toThrow('断了');
    expect(await left()).toEqual(before);
  });
});
