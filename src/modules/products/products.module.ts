import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { StoresModule } from '../stores/stores.module.js';
import { UsersModule } from '../users/users.module.js';
import { BulkChunks } from './bulk/bulk-chunks.js';
import { BulkController } from './bulk/bulk.controller.js';
import { BulkRepository } from './bulk/bulk.repository.js';
import { BulkSelection } from './bulk/bulk-selection.js';
import { BulkStock } from './bulk/bulk-stock.js';
import { BulkUpdateJob } from './bulk/bulk-update.job.js';
import { LocalItems } from './bulk/local-items.js';
import { StartBulkUpdate } from './bulk/start-bulk-update.js';
import { UndoBulkUpdate } from './bulk/undo-bulk-update.js';
import { CreateProduct } from './commands/create-product.js';
import { DeleteProduct } from './commands/delete-product.js';
import { UpdateProduct } from './commands/update-product.js';
import { InventoryController } from './inventory/inventory.controller.js';
import { InventoryQueries } from './inventory/inventory.queries.js';
import { LowStockMails } from './inventory/low-stock-mails.js';
import { LowStock } from './inventory/low-stock.js';
import { SetInventory } from './inventory/set-inventory.js';
import { ProductWritesController } from './product-writes.controller.js';
import { ProductsController } from './products.controller.js';
import { ProductsApi } from './products.api.js';
import { ProductQueries } from './products.queries.js';
import { ProductsService } from './products.service.js';
import { InventorySink } from './sync/inventory.sink.js';
import { LocalClaim } from './sync/local-claim.js';
import { ProductSink } from './sync/product.sink.js';
import { VariantWriter } from './sync/variant-writer.js';
import { ProductExport } from './transfer/product-export.js';
import { ProductExportController } from './transfer/product-export.controller.js';
import { ImportItems } from './transfer/import-items.js';
import { ImportProductsJob } from './transfer/import-products.job.js';
import { ImportPlanner } from './transfer/import-planner.js';
import { ProductImportController } from './transfer/product-import.controller.js';
import { StartImport } from './transfer/start-import.js';
import { ChangeAudit } from './write/change-audit.js';
import { ProductRows } from './write/product-rows.js';

@Module({
  imports: [MailModule, StoresModule, UsersModule],
  controllers: [
    ProductExportController,
    ProductImportController,
    ProductsController,
    BulkController,
    InventoryController,
    ProductWritesController,
  ],
  providers: [
    ProductQueries,
    { provide: ProductsApi, useClass: ProductsService },
    ProductExport,
    ImportItems,
    ImportPlanner,
    StartImport,
    ImportProductsJob,
    ProductRows,
    CreateProduct,
    UpdateProduct,
    DeleteProduct,
    ChangeAudit,
    BulkSelection,
    BulkRepository,
    BulkStock,
    BulkChunks,
    LocalItems,
    StartBulkUpdate,
    UndoBulkUpdate,
    BulkUpdateJob,
    InventoryQueries,
    SetInventory,
    LowStock,
    LowStockMails,
    VariantWriter,
    LocalClaim,
    ProductSink,
    InventorySink,
  ],
  exports: [ProductsApi],
})
export class ProductsModule {}
