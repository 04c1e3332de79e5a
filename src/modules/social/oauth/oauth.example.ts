/** For the API's documentation. */
const CONNECTION_ID = '019aa5c0-7a11-7f60-8f3e-55b1a2a0c9d5';

export const EXAMPLE_STARTED = {
  connection_id: CONNECTION_ID,
  authorization_url: 'https://www.facebook.com/v26.0/dialog/oauth?client_id=…&state=…&code_challenge=…',
  expires_at: '2026-11-22T10:40:00.000Z',
};

export const EXAMPLE_FINISHED = {
  connection_id: CONNECTION_ID,
  status: 'pending',
  confirmation: 'm2v6d1T4c0x…',
  account_id: null,
};

export const EXAMPLE_CONNECTION = {
  id: CONNECTION_ID,
  platform: 'facebook',
  status: 'pending',
  account_id: null,
  proxy_id: null,
  ad_accounts: [
    {
      account_id: 'act_1000000001',
      name: 'Northwind Outdoor',
      currency: 'EUR',
      timezone: 'Europe/Berlin',
      status: 'active',
      status_reason: null,
    },
  ],
  pages: [
    {
      page_id: '2000000001',
      name: 'Northwind Outdoor',
      profile_id: '17840000000000001',
      profile_name: 'northwind.outdoor',
    },
  ],
  error: null,
  expires_at: '2026-11-22T11:30:00.000Z',
};
