import * as directory from '../directory.ts';
import * as login from '../login.ts';
import type { Route } from './route.ts';

/** Tokens, logging in, and what the app is told about itself (feishu.md 1.3, 6.1, 6.4). */
export const AUTH_ROUTES = {
  token: {
    method: 'POST',
    path: '/open-apis/auth/v3/tenant_access_token/internal',
    scopes: [],
    flat: true,
    open: true,
    run: (world, call) => world.tokens.issue(world.app, call.body),
  },
  /** application-v6/scope/list: needs no scope itself. */
  'app.scopes': {
    method: 'GET',
    path: '/open-apis/application/v6/scopes',
    scopes: [],
    run: directory.scopes,
  },
  'oauth.token': {
    method: 'POST',
    path: '/open-apis/authen/v2/oauth/token',
    scopes: [],
    flat: true,
    open: true,
    told: login.told,
    run: login.token,
  },
  'oauth.user': {
    method: 'GET',
    path: '/open-apis/authen/v1/user_info',
    scopes: [],
    open: true,
    run: login.userInfo,
  },
  'bot.info': { method: 'GET', path: '/open-apis/bot/v3/info', scopes: [], flat: true, run: directory.bot },
  /** The same token under both names: a self-built app needs no other (1.3). */
  'app.token': {
    method: 'POST',
    path: '/open-apis/auth/v3/app_access_token/internal',
    scopes: [],
    flat: true,
    open: true,
    run: (world, call) => world.tokens.issueForApp(world.app, call.body),
  },
} as const satisfies Record<string, Route>;
