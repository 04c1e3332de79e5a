import type { NewMail } from '../mail/mail.api.js';
import type { UserContact } from '../users/users.api.js';

/** Tells an endpoint's owner that nothing is sent there any more, why, and how to go on. */
export function disabledMail(owner: UserContact, endpointId: string, url: string, reason: string): NewMail {
  return {
    user_id: owner.id,
    recipient: owner.email,
    kind: 'webhook_endpoint_disabled',
    subject: 'A webhook endpoint of yours was switched off',
    text: [
      `Hello${owner.first_name ? ` ${owner.first_name}` : ''},`,
      `we no longer send events to your webhook endpoint\n${url}\n\n${reason}.`,
      [
        'What is waiting for it is kept for 30 days. When it works again, switch',
        'it on and we send what waits:',
        `PUT /api/v1/webhook-endpoints/${endpointId}`,
        '{ "is_active": true }',
      ].join('\n'),
      `GET /api/v1/webhook-endpoints/${endpointId}/deliveries\nshows what it answered.`,
    ].join('\n\n'),
  };
}
