import * as directory from '../directory.ts';
import type { Route } from './route.ts';

const PERSON = ['contact:contact.base:readonly', 'contact:contact:readonly_as_app'];

/** People (feishu.md 6.2). */
export const CONTACTS_ROUTES = {
  'contact.lookUp': {
    method: 'POST',
    path: '/open-apis/contact/v3/users/batch_get_id',
    tier: 'contact',
    scopes: ['contact:user.id:readonly'],
    run: directory.lookUp,
  },
  'contact.batch': {
    method: 'GET',
    path: '/open-apis/contact/v3/users/batch',
    tier: 'contact',
    scopes: PERSON,
    run: directory.persons,
  },
  'contact.department': {
    method: 'GET',
    path: '/open-apis/contact/v3/users/find_by_department',
    tier: 'contact',
    scopes: PERSON,
    run: directory.department,
  },
  'contact.get': {
    method: 'GET',
    path: '/open-apis/contact/v3/users/:user_id',
    tier: 'contact',
    scopes: PERSON,
    run: directory.person,
  },
} as const satisfies Record<string, Route>;
