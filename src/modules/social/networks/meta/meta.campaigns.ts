import { CampaignNetwork } from '../campaign.port.js';

function missing(): never {
  throw new Error('not made yet');
}

export class MetaCampaigns extends CampaignNetwork {
  override readonly settling_days = 28;
  override check = missing;
  override checkLive = missing;
  override rehearse = missing;
  override objectsOf = missing;
  override draw = missing;
  override create = missing;
  override find = missing;
  override update = missing;
  override switch = missing;
  override remove = missing;
  override standings = missing;
  override insights = missing;
  override choices = missing;
}
