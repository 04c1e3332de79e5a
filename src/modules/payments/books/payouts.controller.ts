import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller, Unwrapped } from '../../../common/http/http.decorators.js';
import { ListQueryDto } from '../../../common/http/list.dto.js';
import type { RawJson } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { EXPORT_NOTES, sendTable, TABLE_TYPES } from '../../../common/tables/table-answer.js';
import { BookExport } from './book-export.js';
import { BookOwners } from './book-owners.js';
import {
  EXAMPLE_LINES,
  EXAMPLE_PAYOUT,
  EXAMPLE_WHOLE_PAYOUT,
  PayoutDto,
  PayoutLineDto,
  WholePayoutDto,
} from './payout.dto.js';
import { PayoutQueries } from './payout.queries.js';
import { AllPayoutsQueryDto, PayoutExportQueryDto, PayoutListQueryDto } from './payouts.dto.js';

const LIST_EXAMPLE = { items: [EXAMPLE_PAYOUT], page: { limit: 50, next_cursor: null, has_more: false } };
const PayoutId = (): ParameterDecorator => Param('payout_id', new UuidParameter('payout_id'));

/** What arrived at the bank, each explained to the cent. */
@ApiTags('Payments')
@Controller()
export class PayoutsController {
  constructor(
    private readonly queries: PayoutQueries,
    private readonly exports: BookExport,
    private readonly owners: BookOwners,
  ) {}

  @Get('payouts')
  @ApiRoute({ summary: 'List the payouts of all your processors', data: PayoutDto, list: true, example: LIST_EXAMPLE })
  listAll(@CurrentCaller() caller: Caller, @Query() query: AllPayoutsQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query, query.processor_id);
  }

  @Get('payouts/:payout_id')
  @ApiRoute({
    summary: 'Get a payout',
    description: 'With what it is made of, and the first of its lines.',
    data: WholePayoutDto,
    example: EXAMPLE_WHOLE_PAYOUT,
    failures: ['NOT_FOUND'],
  })
  get(@CurrentCaller() caller: Caller, @PayoutId() id: string): Promise<RawJson> {
    return this.queries.get(caller.user_id, id);
  }

  @Get('payouts/:payout_id/lines')
  @ApiRoute({
    summary: 'List the lines of a payout',
    description: 'In the order in which they happened; the nets of all of them together are the payout.',
    data: PayoutLineDto,
    list: true,
    example: EXAMPLE_LINES,
    failures: ['NOT_FOUND'],
  })
  lines(@CurrentCaller() caller: Caller, @PayoutId() id: string, @Query() query: ListQueryDto): Promise<RawJson> {
    return this.queries.lines(caller.user_id, id, query);
  }

  @Get('payouts/:payout_id/export')
  @Unwrapped()
  @ApiRoute({
    summary: 'Export a payout with its lines as CSV or XLSX',
    description: `A row for each line, the newest first. ${EXPORT_NOTES}`,
    data: null,
    example: null,
    file: { [TABLE_TYPES.csv]: 'platform_payout_id,payout_amount,line_id…', [TABLE_TYPES.xlsx]: 'PK…' },
    failures: ['NOT_FOUND'],
  })
  async export(
    @CurrentCaller() caller: Caller,
    @PayoutId() id: string,
    @Query() query: PayoutExportQueryDto,
    @Res() response: FastifyReply,
  ): Promise<void> {
    const name = `payout-${(await this.queries.check(caller.user_id, id)).replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
    await sendTable(response, query.format, name, this.exports.payout(caller.user_id, id));
  }

  @Get('payment-processors/:processor_id/payouts')
  @ApiRoute({
    summary: 'List the payouts of a processor',
    description: 'Those of a deleted processor stay.',
    data: PayoutDto,
    list: true,
    example: LIST_EXAMPLE,
    failures: ['NOT_FOUND'],
  })
  async listOfProcessor(
    @CurrentCaller() caller: Caller,
    @Param('processor_id', new UuidParameter('processor_id')) processorId: string,
    @Query() query: PayoutListQueryDto,
  ): Promise<RawJson> {
    await this.owners.check(caller.user_id, processorId);
    return this.queries.list(caller.user_id, query, processorId);
  }
}
