import { Body, Controller, Get, Headers, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import type { Reply } from '../../common/http/reply.js';
import { UpdateProfile } from './commands/update-profile.js';
import { UpdateSettings } from './commands/update-settings.js';
import type { Settings } from './user-settings.js';
import { EXAMPLE_USER, UserDto, type UserView } from './users.api.js';
import { EXAMPLE_SETTINGS, SettingsDto, UpdateProfileDto, UpdateSettingsDto } from './users.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('Users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly updateProfile: UpdateProfile,
    private readonly updateSettings: UpdateSettings,
  ) {}

  @Get('profile')
  @ApiRoute({
    summary: 'Get your profile',
    data: UserDto,
    message: 'Your profile',
    example: EXAMPLE_USER,
    failures: ['NOT_FOUND'],
    etag: 'read',
  })
  profile(@CurrentCaller() caller: Caller): Promise<Reply<UserView>> {
    return this.users.profile(caller.user_id);
  }

  @Put('profile')
  @ApiRoute({
    summary: 'Update your profile',
    description:
      'Fields left out stay; null clears a name. Another e-mail address needs `current_password`: it is unconfirmed until ' +
      'the mailed token comes back to `auth/verify-email`, and the old address is told.',
    data: UserDto,
    message: 'Profile updated',
    example: EXAMPLE_USER,
    failures: ['INVALID_CREDENTIALS', 'CONFLICT'],
    etag: 'write',
  })
  update(
    @CurrentCaller() caller: Caller,
    @Body() body: UpdateProfileDto,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<Reply<UserView>> {
    return this.updateProfile.run(caller.user_id, body, ifMatch);
  }

  @Get('settings')
  @ApiRoute({
    summary: 'Get your settings',
    data: SettingsDto,
    message: 'Your settings',
    example: EXAMPLE_SETTINGS,
    failures: ['NOT_FOUND'],
    etag: 'read',
  })
  settings(@CurrentCaller() caller: Caller): Promise<Reply<Settings>> {
    return this.users.settings(caller.user_id);
  }

  @Put('settings')
  @ApiRoute({
    summary: 'Update your settings',
    description:
      'Keys left out stay; null goes back to the default. `notifications` and `custom` are changed key by key. What is not ' +
      'a setting of KSAP belongs under `custom`; 64 KiB in all.',
    data: SettingsDto,
    message: 'Settings updated',
    example: EXAMPLE_SETTINGS,
    etag: 'write',
  })
  change(
    @CurrentCaller() caller: Caller,
    @Body() body: UpdateSettingsDto,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<Reply<Settings>> {
    return this.updateSettings.run(caller.user_id, body, ifMatch);
  }
}
