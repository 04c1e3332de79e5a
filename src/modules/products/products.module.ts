import { Module } from '@nestjs/common';
import { StoresModule } from '../stores/stores.module.js';
import { ProductsController } from './products.controller.js';
import { ProductQueries } from './products.queries.js';
import { InventorySink } from './sync/inventory.sink.js';
import { ProductSink } from './sync/product.sink.js';
import { VariantWriter } from './sync/variant-writer.js';

@Module({
  imports: [StoresModule],
  controllers: [ProductsController],
  providers: [ProductQueries, VariantWriter, ProductSink, InventorySink],
})
export class ProductsModule {}
