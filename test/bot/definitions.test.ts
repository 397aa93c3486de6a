import { expect, test } from 'vitest';
import { doctor } from '../../bot/cli/doctor.ts';
import { loadConfig } from '../../bot/config.ts';
import { contradictionsIn } from '../../bot/definitions.ts';
import { createLog } from '../../bot/log.ts';
import { openServices } from '../../bot/services.ts';
import { COMMANDS, commandsOf } from '../../handlers/table.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { defineLedger } from '../../models/ledgers/engine/define.ts';
import type { Doors } from '../../models/ledgers/engine/doors.ts';
import { ADMINISTRATOR } from '../../models/rules/permissions.ts';
import { anyone } from '../../models/rules/rights.ts';
import { connect } from '../../models/store/connect.ts';
import { freshUri } from '../helpers/mongod.ts';
import { testServices } from '../helpers/services.ts';
import { aDataDir } from './process.ts';

const toy = (name: string, command: Doors['command']) =>
  defineLedger({
    name,
    title: `${name}台账`,
    noun: '玩具',
    titleField: 'name',
    code: { of: (row) => String(row.name) },
    fields: {
      name: { label: '名称', type: 'text', required: true },
      of: { label: '属于', type: 'ref', ref: `${name}-owners` },
    },
    identity: [['name']],
    listed: ['name'],
    rights: { read: anyone(), edit: anyone() },
    doors: command === undefined ? {} : { command },
  });

const ledgers = [...LEDGERS, toy('kites', ['风筝']), toy('balls', ['风筝', 'HELP'])];
const FAULTS = [
  'kites台账（kites）：字段 of 指向的台账 kites-owners 不存在',
  'balls台账（balls）：字段 of 指向的台账 balls-owners 不存在',
  '命令“风筝”有两处要用：看kites台账，可按单元、名称等筛选；看balls台账，可按单元、名称等筛选',
  '命令“help”有两处要用：看能做什么；看balls台账，可按单元、名称等筛选',
];

test('the service contradicts itself nowhere', async () => {
  const { rules } = await testServices();
  expect(contradictionsIn({ ledgers: LEDGERS, rules, commands: COMMANDS })).toEqual([]);
});

test('contradictions of all ledgers and commands stop the start together, before anything is written', async () => {
  const uri = freshUri();
  const config = loadConfig({ SANDBOX: 'off', MONGODB_URI: uri, DATA_DIR: await aDataDir() });
  const opened = openServices({ config, log: createLog('silent'), ledgers, commands: commandsOf(ledgers) });
  await expect(opened).rejects.toMatchObject({
    code: 'INVALID',
    report: false,
    userText: ['台账定义有 4 处矛盾，没有启动：', ...FAULTS.map((fault) => `  ${fault}`)].join('\n'),
  });
  const connection = await connect(uri);
  expect(await connection.db?.listCollections().toArray()).toEqual([]);
  await connection.close();
});

test('doctor tells them, and is refused', async () => {
  const services = await testServices(ledgers);
  const call = { config: loadConfig({ SANDBOX: 'on' }), log: createLog('silent'), words: [], options: {} };
  const { text, refused } = await doctor({
    ...call,
    viewer: ADMINISTRATOR,
    services,
    say: () => undefined,
    cwd: process.cwd(),
  });
  expect(text).toContain(`✗ 台账定义：${FAULTS.join('\n    ')}\n    怎么办：`);
  expect(refused).toBe(true);
});
