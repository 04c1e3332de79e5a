import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { CARRIERS, type Candidate, guessCarrier, plainNumber, trackingUrl } from './carriers.js';
import { type CarrierCandidateDto, CarrierDto, CarrierGuessDto, CarrierGuessQueryDto } from './carriers.dto.js';

const EXAMPLE_CARRIER = {
  key: 'ups',
  name: 'UPS',
  aliases: ['united parcel service'],
  tracking_url: 'https://www.ups.com/track?tracknum={number}',
};
const EXAMPLE_CANDIDATE = {
  key: 'ups',
  name: 'UPS',
  tracking_url: 'https://www.ups.com/track?tracknum=1Z999AA10123456784',
  is_checked: true,
};

interface CarrierList {
  items: CarrierDto[];
  page: { limit: number; next_cursor: null; has_more: false };
}

const LIST: CarrierList = {
  items: CARRIERS.map(({ key, name, aliases, tracking_url }) => ({ key, name, aliases: [...aliases], tracking_url })),
  page: { limit: CARRIERS.length, next_cursor: null, has_more: false },
};

@ApiTags('Orders')
@Controller('carriers')
export class CarriersController {
  @Get()
  @ApiRoute({
    summary: 'List the carriers that KSAP knows',
    description: 'All of them in one page. Any other name is taken as well, as it is written.',
    data: CarrierDto,
    list: true,
    example: { items: [EXAMPLE_CARRIER], page: { limit: 1, next_cursor: null, has_more: false } },
  })
  list(): CarrierList {
    return LIST;
  }

  @Get('guess')
  @ApiRoute({
    summary: 'Guess the carrier from a tracking number',
    description:
      'By form and published check digit: `carrier` is given when there is no doubt, else whoever it may be.',
    data: CarrierGuessDto,
    example: {
      tracking_number: '1Z999AA10123456784',
      carrier: EXAMPLE_CANDIDATE,
      candidates: [EXAMPLE_CANDIDATE],
    },
  })
  guess(@Query() query: CarrierGuessQueryDto): CarrierGuessDto {
    const { carrier, candidates } = guessCarrier(query.tracking_number);
    const shown = candidates.map((candidate) => shownCandidate(candidate, query.tracking_number));
    return {
      tracking_number: plainNumber(query.tracking_number),
      carrier: shown.find(({ key }) => key === carrier?.key) ?? null,
      candidates: shown,
    };
  }
}

function shownCandidate({ carrier, is_checked }: Candidate, number: string): CarrierCandidateDto {
  return { key: carrier.key, name: carrier.name, tracking_url: trackingUrl(carrier, number), is_checked };
}
