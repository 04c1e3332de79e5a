import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';

/** SQL of what the campaign `r` has spent, as far as its network has told. */
export const SPEND_JSON = `
  (SELECT json_build_object(
     'total', ${moneyText('coalesce(spent.total, 0)', 'r.currency')}, 'today', ${moneyText('coalesce(spent.today, 0)', 'r.currency')},
     'day', known.day, 'as_of', known.as_of)
   FROM (SELECT
       (SELECT a.insights_day FROM social_media_accounts a WHERE a.id = r.social_account_id) AS day,
       (SELECT ${iso('a.insights_as_of')} FROM social_media_accounts a WHERE a.id = r.social_account_id) AS as_of) known,
     LATERAL (
       SELECT sum(i.spend) AS total, sum(i.spend) FILTER (WHERE i.day = known.day) AS today
       FROM ad_insights i WHERE i.campaign_id = r.id) spent)`;
