import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Config } from '../../common/config/config.js';
import { FileTransport } from './file-transport.js';
import { MailApi } from './mail.api.js';
import { senderOf } from './mail-message.js';
import { MailSenderTask } from './mail-sender.js';
import { MailService } from './mail.service.js';
import { MailTransport } from './mail-transport.js';
import { SmtpTransport } from './smtp-transport.js';

/** Mail for every module. Any process takes it; those that work send it. */
@Global()
@Module({
  providers: [
    MailService,
    MailSenderTask,
    { provide: MailApi, useExisting: MailService },
    {
      provide: MailTransport,
      inject: [Config],
      useFactory: (config: Config): MailTransport => {
        const from = senderOf(config.mail_from, config.public_url);
        if (config.smtp_url !== null) return new SmtpTransport(config.smtp_url, from);
        return new FileTransport(join(config.data_dir, 'mail'), from);
      },
    },
  ],
  exports: [MailApi],
})
export class MailModule {}
