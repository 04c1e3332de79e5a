import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { UuidParameter } from '../../../common/http/validation.js';
import type { Choice } from '../networks/campaign.records.js';
import { ChoicesDto } from './campaign-answer.dto.js';
import { CampaignChoices } from './campaign-choices.js';
import { EXAMPLE_CHOICE } from './campaign.example.js';
import { ChoicesQueryDto } from './campaigns.dto.js';

@ApiTags('Ad campaigns')
@Controller('social/accounts')
export class ChoicesController {
  constructor(private readonly choices: CampaignChoices) {}

  @Get(':account_id/choices')
  @ApiRoute({
    summary: 'Find what a campaign of an account can name',
    description: 'Interests, the account’s own audiences and its pixels, as the network has them now.',
    data: ChoicesDto,
    example: { items: [EXAMPLE_CHOICE] },
    failures: ['NOT_FOUND', 'INVALID_STATE', 'PROVIDER_AUTH_FAILED', 'PROVIDER_REJECTED', 'PROVIDER_UNAVAILABLE'],
  })
  async find(
    @CurrentCaller() caller: Caller,
    @Param('account_id', new UuidParameter('account_id')) id: string,
    @Query() { kind, q }: ChoicesQueryDto,
  ): Promise<{ items: Choice[] }> {
    return { items: await this.choices.find(caller.user_id, id, kind, q ?? '') };
  }
}
