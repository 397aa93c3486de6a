import cron from 'node-cron';

/**
 * Calls `tick` every minute at second 5, in Shanghai time, until stopped. Which duties are due is the runner's to say:
 * working days are beyond what cron can express, and a missed minute is caught up by the next one.
 */
export function everyMinute(tick: () => Promise<void>): { stop(): Promise<void> } {
  const task = cron.schedule('5 * * * * *', tick, {
    timezone: 'Asia/Shanghai',
    noOverlap: true,
    name: 'tick',
  });
  return {
    stop: async () => {
      await task.stop();
      await task.destroy();
    },
  };
}
