import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../../common/clock/clock.js';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller, Unwrapped } from '../../../common/http/http.decorators.js';
import { EXPORT_NOTES, sendTable, TABLE_TYPES } from '../../../common/tables/table-answer.js';
import { OrderExport } from './order-export.js';
import { OrderExportQueryDto } from './order-export.dto.js';

@ApiTags('Orders')
@Controller('orders')
export class OrderExportController {
  constructor(
    private readonly orders: OrderExport,
    private readonly clock: Clock,
  ) {}

  @Get('export')
  @Unwrapped()
  @ApiRoute({
    summary: 'Export orders as CSV or XLSX',
    description: `All orders that the filters leave, the newest first. ${EXPORT_NOTES}`,
    data: null,
    example: null,
    file: { [TABLE_TYPES.csv]: 'order_id,store_id,store_name…', [TABLE_TYPES.xlsx]: 'PK…' },
  })
  async export(
    @CurrentCaller() caller: Caller,
    @Query() query: OrderExportQueryDto,
    @Res() response: FastifyReply,
  ): Promise<void> {
    const { format, rows, ...filter } = query;
    const name = `orders-${this.clock.iso().slice(0, 10)}`;
    await sendTable(response, format, name, this.orders.table(caller.user_id, filter, rows));
  }
}
