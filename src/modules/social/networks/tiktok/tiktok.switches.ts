import type { PlannedObject, RunState } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { NetworkError } from '../network.error.js';
import type { TikTokClient } from './tiktok.client.js';
import { NODES, type NodeKind, nodesOf } from './tiktok.lists.js';

/** On, off and away; each of them twice is once. */
export class TikTokSwitches {
  constructor(private readonly client: TikTokClient) {}

  async turn(
    connection: NetworkConnection,
    advertiser: string,
    { kind }: PlannedObject,
    id: string,
    to: RunState,
  ): Promise<void> {
    if (!isNode(kind)) return;
    await this.say(connection, advertiser, kind, id, to === 'active' ? 'ENABLE' : 'DISABLE');
  }

  async remove(connection: NetworkConnection, advertiser: string, { kind }: PlannedObject, id: string): Promise<void> {
    if (!isNode(kind)) return;
    try {
      await this.say(connection, advertiser, kind, id, 'DELETE');
    } catch (error) {
      if (!(error instanceof NetworkError) || error.refusal !== 'invalid') throw error;
      const filtering = { [`${NODES[kind]}_ids`]: [id] };
      if ((await nodesOf(this.client, connection, kind, advertiser, filtering)).length > 0) throw error;
    }
  }

  private async say(
    connection: NetworkConnection,
    advertiser_id: string,
    kind: NodeKind,
    id: string,
    operation_status: string,
  ): Promise<void> {
    const node = NODES[kind];
    const body = { advertiser_id, [`${node}_ids`]: [id], operation_status };
    await this.client.write(connection, `${node}/status/update`, body, 'harmless');
  }
}

function isNode(kind: PlannedObject['kind']): kind is NodeKind {
  return kind in NODES;
}
