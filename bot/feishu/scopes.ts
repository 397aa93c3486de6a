/** What the app must be allowed to do; any one of a line opens the door (feishu.md 3, 4.1, 4.5, 6.8). */
export const SCOPES: readonly { does: string; anyOf: readonly [string, ...string[]]; optional?: true }[] = [
  { does: '发消息', anyOf: ['im:message:send_as_bot', 'im:message', 'im:message:send'] },
  { does: '更新卡片', anyOf: ['im:message:send_as_bot', 'im:message:update', 'im:message'] },
  { does: '接收单聊消息', anyOf: ['im:message.p2p_msg:readonly', 'im:message.p2p_msg', 'im:message'] },
  {
    does: '接收群里 @机器人的消息',
    anyOf: [
      'im:message.group_at_msg:readonly',
      'im:message.group_at_msg',
      'im:message.group_msg',
      'im:message',
    ],
  },
  { does: '读取消息，核对是否送达', anyOf: ['im:message:readonly', 'im:message'] },
  { does: '上传、下载文件', anyOf: ['im:resource'] },
  { does: '查看群', anyOf: ['im:chat:readonly', 'im:chat:read', 'im:chat'] },
  { does: '用手机号找人', anyOf: ['contact:user.id:readonly'] },
  {
    does: '人员变动通知',
    anyOf: [
      'contact:contact.base:readonly',
      'contact:contact:readonly_as_app',
      'contact:contact:access_as_app',
    ],
  },
  { does: '加急', anyOf: ['im:message.urgent'], optional: true },
];
