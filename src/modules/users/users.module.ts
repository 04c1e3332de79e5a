import { Module } from '@nestjs/common';
import { AccountsService } from './accounts.service.js';
import { UpdateProfile } from './commands/update-profile.js';
import { UpdateSettings } from './commands/update-settings.js';
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
    { provide: UsersApi, useExisting: UsersService },
    { provide: AccountsApi, useExisting: AccountsService },
  ],
  exports: [UsersApi, AccountsApi],
})
export class UsersModule {}
