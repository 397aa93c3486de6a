import { AUTH_ROUTES } from './auth.ts';
import { CARDS_ROUTES } from './cards.ts';
import { CHATS_ROUTES } from './chats.ts';
import { CONTACTS_ROUTES } from './contacts.ts';
import { MESSAGES_ROUTES } from './messages.ts';
import type { Route } from './route.ts';

/** Every call the emulator answers. */
const ROUTES = {
  ...AUTH_ROUTES,
  ...MESSAGES_ROUTES,
  ...CARDS_ROUTES,
  ...CHATS_ROUTES,
  ...CONTACTS_ROUTES,
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof ROUTES | 'ws.endpoint';

export interface Match {
  name: RouteName;
  route: Route;
  params: Record<string, string>;
}

const PATTERNS = Object.entries(ROUTES).map(([name, route]) => ({
  name: name as RouteName,
  route: route as Route,
  pattern: new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
}));

/** The first route that fits, with or without a slash at its end: literal paths stand before those with a parameter. */
export function match(method: string, path: string): Match | undefined {
  for (const { name, route, pattern } of PATTERNS) {
    const found = method === route.method ? pattern.exec(path) : null;
    if (found) return { name, route, params: { ...found.groups } };
  }
  return undefined;
}
