import { bindings, groupChats } from './binding.ts';
import { bulletins } from './bulletin.ts';
import type { AnyLedger } from './engine/define.ts';
import { contacts, enterprises } from './enterprise.ts';
import { liaisonRequests } from './liaison-request.ts';
import { monthlyReports } from './monthly.ts';
import { objections } from './objection.ts';
import { projects } from './project.ts';
import { redLights } from './projects/red-light.ts';
import { tenures, parks, posts, units } from './register.ts';
import { targets } from './target.ts';

/** Every ledger of the service. Adding one is its file and a line here. */
export const LEDGERS: readonly AnyLedger[] = [
  projects,
  monthlyReports,
  targets,
  enterprises,
  contacts,
  bulletins,
  objections,
  redLights,
  units,
  parks,
  posts,
  tenures,
  bindings,
  liaisonRequests,
  groupChats,
];
