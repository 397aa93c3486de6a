/** When something was, beside a chat: the nearer, the shorter. */

const DAY_MS = 86_400_000;

/**
 * Today the time, then 昨天, then the day; the year only where it is another one.
 * @param {{ day: string, time: string }} message its day as YYYY-MM-DD
 * @param {string} today
 */
export function listTime({ day, time }, today) {
  if (day === today) return time;
  if (Date.parse(today) - Date.parse(day) === DAY_MS) return '昨天';
  const [year, month, date] = day.split('-').map(Number);
  const words = `${month}月${date}日`;
  return day.slice(0, 4) === today.slice(0, 4) ? words : `${year}年${words}`;
}
