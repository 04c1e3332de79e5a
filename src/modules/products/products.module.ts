import { Module } from '@nestjs/common';
import { StoresModule } from '../stores/stores.module.js';
import { CreateProduct } from './commands/create-product.js';
import { DeleteProduct } from './commands/delete-product.js';
import { UpdateProduct } from './commands/update-product.js';
import { ProductWritesController } from './product-writes.controller.js';
import { ProductsController } from './products.controller.js';
import { ProductsApi } from './products.api.js';
import { ProductQueries } from './products.queries.js';
import { ProductsService } from './products.service.js';
import { InventorySink } from './sync/inventory.sink.js';
import { LocalClaim } from './sync/local-claim.js';
import { ProductSink } from './sync/product.sink.js';
import { VariantWriter } from './sync/variant-writer.js';
import { ChangeAudit } from './write/change-audit.js';
import { ProductRows } from './write/product-rows.js';

@Module({
  imports: [StoresModule],
  controllers: [ProductsController, ProductWritesController],
  providers: [
    ProductQueries,
    { provide: ProductsApi, useClass: ProductsService },
    ProductRows,
    CreateProduct,
    UpdateProduct,
    DeleteProduct,
    ChangeAudit,
    VariantWriter,
    LocalClaim,
    ProductSink,
    InventorySink,
  ],
  exports: [ProductsApi],
})
export class ProductsModule {}
