import type { FaultKind } from '../../channel/outcomes.ts';

/** What an answer of Feishu means, as data. What becomes of a message then is said in bot/channel/outcomes.ts. */

/** What a code means, the section of feishu.md that says so, and the words for the log and the operator. */
export type CodeRow = readonly [kind: FaultKind, section: string, words: string];

export const CODES: Readonly<Record<number, CodeRow>> = {
  99991400: ['throttled', '4.6', '应用调用过于频繁'],
  11232: ['throttled', '4.6', '应用调用过于频繁'],
  11233: ['throttled', '4.6', '应用调用过于频繁'],
  11247: ['throttled', '4.6', '批量发送超过频率或当日限额'],
  230020: ['target-busy', '4.6', '同一用户、群或消息的发送过于频繁'],
  230049: ['under-way', '4.6', '同一条消息正在发送'],
  18121: ['under-way', '4.6', '同一请求正在处理'],
  200810: ['locked', '4.6', '卡片正被操作'],

  1500: ['unanswered', '4.6', '飞书内部错误'],
  2200: ['unanswered', '4.6', '飞书内部错误'],
  5000: ['unanswered', '4.6', '飞书内部错误'],
  // A file that was not written: no message has been tried with it yet.
  232096: ['unavailable', '4.5', '飞书暂停写入文件'],

  99991663: ['token', '4.6', '访问凭证已失效'],
  99991664: ['token', '4.6', '访问凭证已失效'],
  99991665: ['token', '4.6', '访问凭证已失效'],
  99991668: ['token', '4.6', '用户凭证无效'],
  99991677: ['token', '4.6', '用户凭证已过期'],
  99991679: ['stopped', '4.6', '用户未授权所需权限'],
  99991661: ['stopped', '4.6', '请求没有带访问凭证'],
  99991671: ['stopped', '4.6', '访问凭证格式不对'],
  99991672: ['stopped', '4.6', '应用缺少权限，请在开发者后台开通并发布版本'],
  99991401: ['stopped', '4.6', '本机 IP 不在应用的 IP 白名单内，请在开发者后台“安全设置”中加入'],
  99991403: ['stopped', '4.6', '企业本月的接口调用额度已用完，请联系企业管理员扩容'],
  99991673: ['stopped', '4.6', '应用在本企业不可用，请检查是否已发布、已启用'],
  10014: ['stopped', '4.6', '应用已停用，请企业管理员在管理后台启用'],
  10015: ['stopped', '4.6', 'FEISHU_APP_SECRET 不正确'],
  230006: ['stopped', '4.6', '机器人能力未开启或版本未发布'],
  234007: ['stopped', '4.5', '机器人能力未开启'],

  99992351: ['target-gone', '4.6', '没有这个 open_id'],
  99992361: ['target-gone', '4.6', 'open_id 属于别的应用'],
  99992364: ['target-gone', '4.6', '用户不属于本企业'],
  230034: ['target-gone', '4.6', '收件人编号无效'],
  230002: ['target-gone', '4.6', '机器人不在群里'],
  230013: ['target-gone', '4.6', '用户不在应用的可用范围内'],
  230029: ['target-gone', '4.6', '用户已离职'],
  230053: ['target-gone', '4.6', '用户已停用本机器人'],
  232009: ['target-gone', '4.6', '群已解散'],

  230018: ['target-closed', '4.6', '群设置不允许机器人发言'],
  230035: ['target-closed', '4.6', '群禁言、仅管理员可发言，或被用户屏蔽'],
  230019: ['target-closed', '4.6', '话题已不存在'],
  230027: ['target-closed', '4.6', '没有权限，或是外部群'],
  230036: ['target-closed', '4.6', '加密会话'],
  230075: ['target-closed', '4.6', '加密会话'],
  230038: ['target-closed', '4.6', '不能给其他企业的用户发单聊消息'],
  230050: ['target-closed', '4.6', '消息对机器人不可见'],

  99992354: ['message-gone', '4.6', '没有这条消息'],
  230011: ['message-gone', '4.6', '消息已撤回'],
  230110: ['message-gone', '4.6', '消息已删除'],
  230031: ['message-gone', '4.6', '消息已超过 14 天'],
  230033: ['message-gone', '4.6', '消息已超过 7 天'],
  // A message of an app that was here before: no longer ours to change, but its matter can be told anew.
  230012: ['message-gone', '4.6', '不是本应用发的消息'],
  200310: ['message-gone', '3.6', '不是本应用发的卡片'],
  200000: ['message-gone', '3.6', '消息已撤回'],

  300020: ['ticket-spent', '3.6', '更新凭证格式不对'],
  300030: ['ticket-spent', '3.6', '更新凭证已过期'],
  300040: ['ticket-spent', '3.6', '更新凭证次数已用完'],

  230022: ['refused', '4.6', '内容含敏感词'],
  230028: ['refused', '4.6', '内容未通过企业的防泄漏审核'],
  230025: ['refused', '4.6', '内容过长'],
  230099: ['refused', '4.6', '卡片内容有误'],
  11310: ['refused', '4.6', '卡片内容有误'],
  11311: ['refused', '3.6', '卡片内容有误'],
  10002: ['refused', '3.6', '卡片内容有误'],
  100000: ['refused', '3.6', '卡片转换后超过 100 KB'],
  234006: ['refused', '4.5', '文件过大'],
  234010: ['refused', '4.5', '文件是空的'],
  234011: ['refused', '4.5', '图片格式不支持'],
  234039: ['refused', '4.5', '图片分辨率过大'],
  234043: ['refused', '4.2', '不能下载这类消息里的文件'],

  9499: ['malformed', '4.6', '请求有误'],
  99992402: ['malformed', '4.6', '请求字段有误'],
  230001: ['malformed', '4.6', '请求参数有误'],
  230017: ['malformed', '4.6', '文件不是本应用上传的'],
  230054: ['malformed', '4.6', '这里不支持这种消息'],
  230055: ['malformed', '4.6', '上传类型与消息类型不符'],
  230071: ['malformed', '4.6', '消息不能编辑'],
  230072: ['malformed', '4.6', '消息编辑次数已用完'],
  100030: ['malformed', '3.6', '卡片不是 JSON'],
  200320: ['malformed', '3.6', '共享卡片不能指定 open_ids'],
  300090: ['malformed', '3.6', '卡片不是共享卡片'],
  234001: ['malformed', '4.5', '上传的表单有误'],

  230023: ['urgent-refused', '4.6', '对方未读的加急已满 200 条'],
  230024: ['urgent-refused', '4.6', '企业的加急额度已用完'],
  230052: ['urgent-refused', '4.6', '群设置限制加急'],
  230098: ['urgent-refused', '4.6', '折叠的消息不能加急'],
};

/** What stands inside 230099, and inside 11310: `ErrCode: N` in the words of the answer (4.6). */
export const CARD_CODES: Readonly<Record<number, CodeRow>> = {
  11310: ['refused', '4.6', '卡片元素或表格超过上限'],
  200810: ['locked', '4.6', '卡片正被操作'],
  100290: ['refused', '4.6', '卡片里有无效的用户编号'],
  200380: ['refused', '4.6', '卡片模板不存在'],
  200381: ['refused', '4.6', '卡片模板未授权'],
  200550: ['refused', '4.6', '图表定义有误'],
  200570: ['refused', '4.6', '图片编号无效'],
  200621: ['refused', '4.6', '卡片 JSON 有误'],
  200732: ['refused', '4.6', '卡片模板变量类型有误'],
  200737: ['refused', '4.6', '卡片模板变量格式有误'],
  200861: ['refused', '4.6', '卡片含 2.0 不支持的组件'],
  200914: ['refused', '4.6', '表格的行与列定义不符'],
  200915: ['refused', '4.6', '表格的行含未声明的列'],
  300220: ['refused', '4.6', '卡片音频有误'],
  300230: ['refused', '4.6', '卡片音频有误'],
  300240: ['refused', '4.6', '卡片音频有误'],
};

/** The one 11310 that passes by itself (4.6). */
export const CARD_LOCK: { words: RegExp; row: CodeRow } = {
  words: /card action is lock/i,
  row: ['locked', '4.6', '卡片正被操作'],
};

/** Errors of a connection that was never made, so that nothing can have happened (1.5). All others leave it open. */
export const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
