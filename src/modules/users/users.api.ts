import { ApiProperty } from '@nestjs/swagger';

/** A user as the wire shows it. Times are ISO 8601 UTC. */
export class UserDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'email', example: 'ada@shop.example' })
  email!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Ada' })
  first_name!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Muster' })
  last_name!: string | null;

  @ApiProperty()
  is_active!: boolean;

  @ApiProperty({ description: 'Whether the e-mail address was confirmed' })
  is_verified!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_login!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** The fields of a {@link UserDto}. */
export type UserView = Pick<UserDto, keyof UserDto>;

export const EXAMPLE_USER: UserView = {
  id: '019aa5c0-11d2-7c3e-9b7a-3f6d2a1c9e55',
  email: 'ada@shop.example',
  first_name: 'Ada',
  last_name: 'Muster',
  is_active: true,
  is_verified: false,
  last_login: '2026-11-22T10:30:00.000Z',
  created_at: '2026-11-22T10:30:00.000Z',
  updated_at: '2026-11-22T10:30:00.000Z',
};

/** How to reach a person. */
export interface UserContact {
  id: string;
  email: string;
  first_name: string | null;
  /** IANA. */
  timezone: string;
}

/** What other modules may ask of users. */
export abstract class UsersApi {
  /** Undefined when there is no such (active) user. */
  abstract contact(userId: string): Promise<UserContact | undefined>;
  /**
   * Whether the person wants mail about a topic, a key of `notifications` in their settings (`store_failures` …).
   * False when they switched the topic or all mail off, and for who is not there. Mail about the account's security
   * is not asked for here: it is always sent.
   */
  abstract wantsMail(userId: string, topic: string): Promise<boolean>;
}

/** An account as signing in sees it. */
export interface Account {
  id: string;
  email: string;
  /** PHC string. */
  password_hash: string;
  first_name: string | null;
  last_name: string | null;
  is_active: boolean;
  is_verified: boolean;
  token_version: number;
}

export interface NewAccount {
  /** Normalised, as all e-mail addresses below. */
  email: string;
  password_hash: string;
  first_name: string | null;
  last_name: string | null;
}

/** What signing in asks of users; for nobody else. */
export abstract class AccountsApi {
  abstract byEmail(email: string): Promise<Account | undefined>;
  abstract byId(userId: string): Promise<Account | undefined>;
  /** As the wire shows it. Throws NOT_FOUND. */
  abstract view(userId: string): Promise<UserView>;
  /** The new account, signed in for the first time; undefined when the e-mail address is taken. */
  abstract create(account: NewAccount): Promise<Account | undefined>;
  /**
   * Notes a login, holding the row until the commit: undefined when the account was closed or got another password
   * since `checked` was read, and the login must not stand. `password_hash` replaces the stored one.
   */
  abstract noteLogin(checked: Account, password_hash: string): Promise<Account | undefined>;
  /** Sets a new password. Held until the commit: a login with the old one waits, and then fails. */
  abstract setPassword(userId: string, passwordHash: string): Promise<void>;
  /** Every access token given out before is refused from the commit on (where the session's cache is dropped). */
  abstract raiseTokenVersion(userId: string): Promise<void>;
  /** Marks the address as confirmed; false when it is no longer the account's. */
  abstract markVerified(userId: string, email: string): Promise<boolean>;
  /**
   * Makes sure that the signed-in user is the person: throws INVALID_CREDENTIALS for a wrong password, RATE_LIMITED
   * after repeated ones. Not inside a transaction.
   */
  abstract confirmPassword(userId: string, password: string): Promise<Account>;
}
