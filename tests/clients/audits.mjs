// Audits a server (its address is the argument) and prints what came of each audit, a line each.
import { serverAudits } from "graphql-http";

const [url] = process.argv.slice(2);
for (const { id, name, fn } of serverAudits({ url })) {
  const { status, reason } = await fn();
  console.log(JSON.stringify({ id, name, status, reason }));
}
