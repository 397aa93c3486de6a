import { Refusal } from '../errors.ts';
import type { Random } from './random.ts';

export interface Person {
  openId: string;
  unionId: string;
  userId: string;
  name: string;
  mobile: string | undefined;
  email: string | undefined;
  employeeNo: string | undefined;
  department: string;
  /** Left the tenant: 230029. */
  resigned: boolean;
  /** Suspended by the tenant's administrator: 20022. */
  frozen: boolean;
  /** In the app's 可用范围, who may use the bot: else 230013. */
  available: boolean;
  /** In the app's 通讯录权限范围, whose directory data is seen. */
  visible: boolean;
  /** Has stopped the bot: 230053. */
  stopped: boolean;
}

/** 6.1 */
export type IdType = 'open_id' | 'union_id' | 'user_id';
const KEYS = { open_id: 'openId', union_id: 'unionId', user_id: 'userId' } as const satisfies Record<
  IdType,
  keyof Person
>;
export const isIdType = (value: string): value is IdType => value in KEYS;

export class People {
  readonly #people = new Map<string, Person>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Somebody joins the tenant. */
  add(facts: Partial<Person> & { name: string }): Person {
    const person: Person = {
      openId: `ou_${this.#random.hex(32)}`,
      unionId: `on_${this.#random.hex(32)}`,
      userId: this.#random.hex(8),
      mobile: undefined,
      email: undefined,
      employeeNo: undefined,
      department: '0',
      resigned: false,
      frozen: false,
      available: true,
      visible: true,
      stopped: false,
      ...facts,
    };
    this.#people.set(person.openId, person);
    return person;
  }

  all(): Person[] {
    return [...this.#people.values()];
  }

  find(id: string, type: IdType = 'open_id'): Person | undefined {
    if (type === 'open_id') return this.#people.get(id);
    return this.all().find((person) => person[KEYS[type]] === id);
  }

  /** Whom a card may name by any kind of id (5.5). */
  knows(id: string): boolean {
    return (Object.keys(KEYS) as IdType[]).some((type) => this.find(id, type)?.visible === true);
  }

  /** The person a message or a call names, or the refusal that fits (4.6). */
  get(id: string, type: IdType): Person {
    const person = this.find(id, type);
    if (person) return person;
    throw new Refusal(type === 'open_id' ? 99992351 : 99992364, id);
  }

  /** The same, able to receive (4.6). */
  reachable(id: string, type: IdType): Person {
    const person = this.get(id, type);
    if (person.resigned) throw new Refusal(230029);
    if (!person.available) throw new Refusal(230013);
    if (person.stopped) throw new Refusal(230053);
    return person;
  }

  idOf(person: Person, type: IdType): string {
    return person[KEYS[type]];
  }
}
