import { AppError } from '../errors.ts';
import { fileSizeWords } from './evidence.ts';
import { EVIDENCE } from './limits.ts';

/** Why a file is not kept, each with the cure. */

const refused = (text: string, detail?: string): AppError =>
  new AppError('INVALID', text, detail === undefined ? {} : { detail });

export const emptyFile = (name: string): AppError =>
  refused(`“${name}”：文件是空的（0 字节），没有收下。请打开原文件确认有内容，再重新发送`);

export const largeFile = (name: string): AppError =>
  refused(
    `“${name}”超过 ${fileSizeWords(EVIDENCE.fileBytes)}，没有收下。请压缩图片、降低扫描清晰度，或拆成几份后再发`,
  );

export const brokenFile = (name: string, detail: string): AppError =>
  refused(`“${name}”打不开，可能没有传完整或已损坏，没有收下。请在电脑上打开确认后重新发送`, detail);

export const lockedFile = (name: string): AppError =>
  refused(`“${name}”设了密码或加了限制，没有收下。请去掉密码（另存为不加密的文件，或打印成 PDF）后再发`);

export const unwantedFile = (name: string, what: string): AppError =>
  refused(
    `“${name}”是${what}，没有收下。证明材料请发 PDF、图片（JPG、PNG、HEIC）、Word、Excel、PPT、OFD 或文本文件`,
  );

/** Nobody can say what is in it, and what is secret must not come in (domain.md Appendix F). */
export const sealedFile = (name: string, what: string): AppError =>
  refused(`“${name}”是${what}，无法检查里面有没有密级标志，没有收下。请解压后逐个发送`);

export const crowdedZip = (name: string): AppError =>
  refused(`“${name}”里文件太多，或压缩包套了多层，无法逐个检查，没有收下。请解压后逐个发送`);

export const manyFiles = (): AppError =>
  refused(`一栏最多放 ${EVIDENCE.filesPerColumn} 个文件，没有再收。请先删去不用的，或合并成一个 PDF 再发`);

/** The mark goes into no log: it says that there is a secret and where. */
export const secretFile = (): AppError =>
  refused('这个文件带有密级标志，没有收下，也没有保存。涉密文件不得在本平台传递，请按保密规定线下办理');
