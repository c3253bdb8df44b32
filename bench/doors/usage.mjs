// Loaded into each measured server: tells what it has used whenever it is asked by a signal.
process.on("SIGUSR2", () => {
  const { user, system } = process.cpuUsage();
  const { rss } = process.memoryUsage();
  const mostRss = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1000, rss, mostRss })}\n`);
});
