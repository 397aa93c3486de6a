import { randomUUID } from 'node:crypto';
import { Router, type RouterContext } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { AppError } from '../models/rules/errors.ts';
import type { Viewer } from '../models/rules/permissions.ts';
import { isShownInPlace } from '../models/rules/files/types.ts';
import type { Dispatch, UploadedFile } from '../handlers/inbound.ts';
import type { Ctx, Services } from '../handlers/services/context.ts';
import { openEvidence, type OpenedEvidence } from '../handlers/services/files/open.ts';
import { receiveFile } from '../handlers/services/files/receive.ts';
import { prepareImport } from '../handlers/services/imports/service.ts';
import { homeCard } from '../handlers/pages/home.ts';
import { PAGES } from '../handlers/pages/pages.ts';
import { cardHtml } from '../cards/render/html.ts';
import { actionInput } from './web/chat/conversation.ts';
import { dispatchInTime } from './web/chat/in-time.ts';
import { errorsAsReplies, headers, LoggedOut, sameOrigin } from './web/guard.ts';
import { homePage, welcomePage, idlePage } from './web/pages/front-pages.ts';
import { localPath } from './web/login/login-steps.ts';
import { loginPath, type PlatformLogin } from './web/login/platform-login.ts';
import { faultPage } from './web/pages/shell.ts';
import { readClick, readFiles, readForm } from './web/chat/uploads.ts';
import { ACTION_PATH, cardPage, CHOOSE_POST_PATH, page } from './web/pages/visitor-page.ts';
import type { Visitor, Visitors } from './web/login/visitors.ts';

export interface PageParts {
  services: Services;
  dispatch: Dispatch;
  visitors: Visitors;
  /** How somebody who is not logged in gets in; absent where only the sandbox's front door is. */
  login?: Pick<PlatformLogin, 'name' | 'title'>;
}

/** The pages that cards link to, the page that takes a file, downloads, and what can be clicked on a page. */
export function createPages(parts: PageParts): Middleware {
  const router = new Router();
  router.use(headers, errorsAsReplies, sameOrigin);
  addFront(router, parts);
  addCards(router, parts);
  addImport(router, parts);
  addFiles(router, parts);
  addActions(router, parts);
  // Whatever nobody else answered: a sentence and a way back instead of two bare words.
  router.get('/*path', (ctx) => {
    ctx.status = 404;
    show(ctx, faultPage('没有这个页面，可能是链接不完整'));
  });
  return router.routes() as Middleware;
}

/** Shows something to one who is logged in. Others are sent to log in and come back, where there is a way. */
const forVisitor =
  ({ visitors, login }: PageParts, show: (ctx: RouterContext, visitor: Visitor) => Promise<void> | void) =>
  async (ctx: RouterContext): Promise<void> => {
    const visitor = await visitors.of(ctx);
    if (visitor) await show(ctx, visitor);
    else if (login && ctx.method !== 'POST') ctx.redirect(loginPath(login, ctx.url));
    else throw new LoggedOut('请先登录，再打开这个页面；填好的内容都还在', wayIn(ctx, login));
  };

/** Where one logs in to come back to the page that was open: what is clicked there is handed in at another address. */
function wayIn(ctx: Context, login: PageParts['login']): string {
  const from = ctx.get('Referer');
  const path = URL.canParse(from) ? localPath(new URL(from).pathname + new URL(from).search) : undefined;
  return login ? loginPath(login, path ?? '/') : '/';
}

/** The front page. The sandbox has its own, which stands before this one. */
function addFront(router: Router, { services, visitors, login }: PageParts): void {
  const title = `招优 · ${services.city.short}`;
  router.get('/', async (ctx) => {
    if (!login) return show(ctx, idlePage());
    const visitor = await visitors.of(ctx);
    const html = visitor
      ? homePage(title, await homeCard(callOf(services, visitor.viewer)), visitor)
      : welcomePage(title, login);
    return show(ctx, html);
  });
}

function addCards(router: Router, parts: PageParts): void {
  for (const known of PAGES) {
    const open = forVisitor(parts, async (ctx, visitor) => {
      const card = await known.show(callOf(parts.services, visitor.viewer), ctx.params);
      show(ctx, cardPage(card, visitor, ctx.url));
    });
    router.get(known.path, open);
  }
}

function addImport(router: Router, parts: PageParts): void {
  const form = forVisitor(parts, (ctx, visitor) =>
    show(ctx, page({ title: '导入台账', body: IMPORT_FORM, visitor, here: ctx.url })),
  );
  const take = forVisitor(parts, async (ctx, { viewer }) => {
    const { files } = await readFiles(ctx, whole);
    const [file, second] = files;
    if (!file || second)
      throw new AppError('INVALID', '这个页面一次导入一个文件；多个文件请在会话里一起发送');
    const { _id: token } = await prepareImport(callOf(parts.services, viewer), { file });
    seeOther(ctx, `/imports/${token}`);
  });
  router.get('/import', form).post('/import', take);
}

function addFiles(router: Router, parts: PageParts): void {
  const send = forVisitor(parts, async (ctx, { viewer }) => {
    const id = ctx.params.id ?? '';
    const evidence = await openEvidence(callOf(parts.services, viewer), id);
    if (evidence) return sendEvidence(ctx, evidence);
    const found = await parts.services.store.files.open(id, viewer);
    if (!found) throw new AppError('NOT_FOUND', '没有这个文件，或您的岗位不能查看它');
    ctx.attachment(found.file.name);
    ctx.length = found.file.bytes;
    ctx.set('Cache-Control', 'private, no-store');
    ctx.body = found.content;
  });
  router.get('/files/:id', send);
}

/** What can run nothing is shown in place; its type is the one that we found, and no browser guesses another (nosniff). */
function sendEvidence(ctx: RouterContext, { file, content }: OpenedEvidence): void {
  ctx.attachment(file.name, { type: isShownInPlace(file.type) ? 'inline' : 'attachment' });
  ctx.type = file.type;
  ctx.length = file.size;
  ctx.set('Cache-Control', 'private, no-store');
  ctx.body = content;
}

/** A workbook to import is read from memory. */
async function whole(name: string, stream: AsyncIterable<Uint8Array>): Promise<UploadedFile> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return { name, bytes: Buffer.concat(pieces) };
}

/** What a person of a platform clicks on a page is what they would click in their chat with the bot there. */
function addActions(router: Router, parts: PageParts): void {
  const { dispatch, services } = parts;
  const act = forVisitor(parts, async (ctx, visitor) => {
    const { eventId, action, params, form } = await readClick(ctx, actionInput, (file) =>
      receiveFile(callOf(services, visitor.viewer), file),
    );
    const click = { ...clickOf(visitor, eventId), action, params, ...(form ? { form } : {}) };
    const { toast, card } = await dispatchInTime(dispatch, click);
    ctx.body = { ...(toast ? { toast } : {}), ...(card ? { html: cardHtml(card) } : {}) };
  });
  const choosePost = forVisitor(parts, async (ctx, visitor) => {
    const form = await readForm(ctx);
    const params = { post: form.get('post') ?? '' };
    const click = { ...clickOf(visitor, randomUUID()), action: 'posts.speakFor', params };
    const { toast } = await dispatchInTime(dispatch, click);
    if (toast?.tone === 'bad') throw new AppError('FORBIDDEN', toast.text);
    seeOther(ctx, localPath(form.get('back') ?? '') ?? '/');
  });
  router.post(ACTION_PATH, act).post(CHOOSE_POST_PATH, choosePost);
}

/** @throws AppError NOT_FOUND in the sandbox, whose pages hand in what is clicked by another way */
function clickOf({ channel, person }: Visitor, id: string) {
  if (channel === 'web') throw new AppError('NOT_FOUND', '请回到会话里操作');
  return {
    kind: 'action' as const,
    channel,
    // The person stands in front: nobody can use up an event id for another.
    eventId: `page:${person}:${id}`,
    from: person,
    chat: { id: person, kind: 'private' as const },
    privately: person,
  };
}

const callOf = (services: Services, viewer: Viewer): Ctx => ({ ...services, viewer, channel: 'page' });

function show(ctx: Context, html: string): void {
  ctx.type = 'html';
  ctx.set('Cache-Control', 'private, no-store');
  ctx.body = html;
}

function seeOther(ctx: Context, path: string): void {
  ctx.redirect(path);
  ctx.status = 303;
}

const IMPORT_FORM =
  '<article class="card tone-info"><div class="card-body">' +
  '<p>选择 Excel（.xlsx、.xls）或 CSV 文件。先给您看识别结果和差异，确认后才写入台账。</p>' +
  '<form method="post" action="/import" enctype="multipart/form-data">' +
  '<p><input type="file" name="file" accept=".xlsx,.xls,.csv" required></p>' +
  '<p><button class="button primary" type="submit">上传并预览</button></p></form>' +
  '<p class="note">严禁上传涉密文件、内部敏感文件。单个文件不超过 50 MB。</p></div></article>';
