import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../../common/clock/clock.js';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller, Unwrapped } from '../../../common/http/http.decorators.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { EXPORT_NOTES, sendTable, TABLE_TYPES } from '../../../common/tables/table-answer.js';
import { StoresApi } from '../../stores/stores.api.js';
import { ProductExport } from './product-export.js';
import { ProductExportQueryDto } from './product-export.dto.js';

@ApiTags('Products')
@Controller('stores/:store_id/products')
export class ProductExportController {
  constructor(
    private readonly products: ProductExport,
    private readonly stores: StoresApi,
    private readonly clock: Clock,
  ) {}

  @Get('export')
  @Unwrapped()
  @ApiRoute({
    summary: 'Export products as CSV or XLSX',
    description: `All products that the filters leave, the newest first, a row for each variant. ${EXPORT_NOTES}`,
    data: null,
    example: null,
    failures: ['NOT_FOUND'],
    file: { [TABLE_TYPES.csv]: 'product_id,platform_product_id,variant_id…', [TABLE_TYPES.xlsx]: 'PK…' },
  })
  async export(
    @CurrentCaller() caller: Caller,
    @Param('store_id', new UuidParameter('store_id')) storeId: string,
    @Query() query: ProductExportQueryDto,
    @Res() response: FastifyReply,
  ): Promise<void> {
    await this.stores.get(caller.user_id, storeId);
    const { format, ...filter } = query;
    const name = `products-${this.clock.iso().slice(0, 10)}`;
    await sendTable(response, format, name, this.products.table(caller.user_id, storeId, filter));
  }
}
