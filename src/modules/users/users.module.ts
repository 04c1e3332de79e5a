import { Module } from '@nestjs/common';
import { AccountsService } from './accounts.service.js';
import { UpdateProfile } from './commands/update-profile.js';
import { UpdateSettings } from './commands/update-settings.js';
import { SendNotices } from './listeners/send-notices.js';
import { UserRepository } from './user.repository.js';
import { AccountsApi, UsersApi } from './users.api.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  controllers: [UsersController],
  providers: [
    UserRepository,
    UsersService,
    AccountsService,
    UpdateProfile,
    UpdateSettings,
    SendNotices,
    { provide: UsersApi, useExisting: UsersService },
    { provide: AccountsApi, useExisting: AccountsService },
  ],
  exports: [UsersApi, AccountsApi],
})
export class UsersModule {}
