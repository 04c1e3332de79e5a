import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { AppError } from '../../../common/errors/app-error.js';
import { OutboundClient } from '../../../common/outbound/outbound-client.js';
import type { OutboundRequest, OutboundResponse } from '../../../common/outbound/outbound.types.js';
import { ProxyFault } from '../../../common/outbound/proxy/proxy-fault.js';
import { RateBudgets } from '../../../common/outbound/rate-budget.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { SecretBox } from '../../../common/security/secret-box.js';
import { ProxiesApi } from '../../proxies/proxies.api.js';
import type { NetworkConnection, NetworkLine, NetworkTokens, SocialPlatform } from '../networks/network.connection.js';
import type { SocialNetwork } from '../networks/network.port.js';
import { SocialNetworks } from '../networks/networks.js';
import type { AccountRow } from './account.repository.js';

/** A longer pause gives the worker back; see the port. */
const LONGEST_SLEEP_MS = 5_000;

/** A call whose way is not its own to choose. */
type UnroutedRequest = Omit<OutboundRequest, 'proxy' | 'proxy_trace'>;

/** For whom calls are made: whose rate budget they use, and which way they leave. */
export interface Caller {
  /** The account's id, or that of the consent under way. */
  id: string;
  user_id: string;
  platform: SocialPlatform;
  proxy_id: string | null;
}

/**
 * Opens and seals accounts' tokens, and makes what adapters work with: the one place where it is decided which way an
 * account's calls leave. With a proxy they leave through it, or not at all.
 */
@Injectable()
export class AccountConnections {
  constructor(
    private readonly networks: SocialNetworks,
    private readonly http: OutboundClient,
    private readonly budgets: RateBudgets,
    private readonly box: SecretBox,
    private readonly proxies: ProxiesApi,
    private readonly clock: Clock,
  ) {}

  networkOf(account: { platform: SocialPlatform }): SocialNetwork {
    return this.networks.of(account.platform);
  }

  /** With the account's own tokens. Throws INVALID_STATE when it has none, ProxyUnavailable when its proxy carries nothing now. */
  open(account: AccountRow, signal: AbortSignal): Promise<NetworkConnection> {
    return this.with(account, this.tokensOf(account), signal);
  }

  /** With tokens that are not stored (yet). */
  async with(caller: Caller, tokens: NetworkTokens, signal: AbortSignal): Promise<NetworkConnection> {
    return { ...(await this.line(caller, signal)), tokens };
  }

  /** Without a token. */
  async line(caller: Caller, signal: AbortSignal): Promise<NetworkLine> {
    const network = this.networks.of(caller.platform);
    const call = await this.wayOut(caller);
    return {
      signal,
      clock: this.clock,
      budget: this.budgets.of(caller.id, network.initial_budget),
      call: (request) => call({ ...request, provider: network.key, signal }),
      pause: async (ms) => {
        if (ms > LONGEST_SLEEP_MS) throw new ResumeLater(ms, 'The social network asks to wait');
        await sleep(ms, undefined, { signal });
      },
    };
  }

  /** Another address than the network's, by the account's way out: without a token, and not out of its budget. */
  async fetch(caller: Pick<Caller, 'user_id' | 'proxy_id'>, request: UnroutedRequest): Promise<OutboundResponse> {
    const call = await this.wayOut(caller);
    return call(request);
  }

  tokensOf(account: AccountRow): NetworkTokens {
    if (!account.access_token) {
      throw new AppError('INVALID_STATE', 'The account is not connected', {
        from: account.connection_state,
        to: 'connected',
        allowed: [],
      });
    }
    const { id, access_token: access, refresh_token: refresh } = account;
    const table = 'social_media_accounts';
    return {
      access_token: this.box.openString(access, { table, column: 'access_token', row_id: id }),
      refresh_token:
        refresh === null ? null : this.box.openString(refresh, { table, column: 'refresh_token', row_id: id }),
    };
  }

  /** Through the caller's proxy when it has one, or not at all. */
  private async wayOut(
    caller: Pick<Caller, 'user_id' | 'proxy_id'>,
  ): Promise<(request: UnroutedRequest) => Promise<OutboundResponse>> {
    const { proxy_id: proxyId, user_id: userId } = caller;
    if (proxyId === null) return (request) => this.http.request(request);
    const proxy = await this.proxies.routeOf(userId, proxyId);
    return async (request) => {
      try {
        return await this.http.request({ ...request, proxy });
      } catch (error) {
        if (error instanceof ProxyFault) await this.proxies.suspect(userId, proxyId);
        throw error;
      }
    };
  }

  /** As the columns take them. */
  seal(accountId: string, tokens: NetworkTokens): { access_token: string; refresh_token: string | null } {
    const table = 'social_media_accounts';
    const { access_token: access, refresh_token: refresh } = tokens;
    return {
      access_token: this.box.sealString(access, { table, column: 'access_token', row_id: accountId }),
      refresh_token:
        refresh === null ? null : this.box.sealString(refresh, { table, column: 'refresh_token', row_id: accountId }),
    };
  }
}
