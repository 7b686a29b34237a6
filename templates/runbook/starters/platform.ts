export const platformStarters = [
  {
    title: 'Too much traffic',
    body: `## Symptoms
- Requests or connections rise far above the usual
- Time-outs, and queues that grow

## Impact
- {{component}} is slow or out of reach for some customers

## Quick diagnosis
1. Find out who sends it: one client, one region, or everybody?
2. Check whether it is an attack, a campaign, or clients that retry without a pause.
3. See which limit is reached first: CPU, memory, connections, or the database.

## Remediation
1. **Right away:** limit the rate of new requests.
2. **If it is one client:** block it at the load balancer.
3. **If it is real demand:** add capacity.
   \`\`\`bash
   kubectl scale deployment/{{component_slug}} --replicas=10
   \`\`\`
4. Turn off whatever is expensive and not needed right now.

## Verification
- [ ] Answer times are back to normal
- [ ] Queues are getting shorter

## Escalation
- If it is an attack that the rate limit does not stop, call the provider of the network.

## Prevention
- Keep a rate limit per client in place
- Make clients wait longer after each failed try
`,
  },
  {
    title: 'The database has no free connections',
    body: `## Symptoms
- Log lines such as “connection pool timeout” or “too many connections”
- Requests hang, then fail

## Impact
- Everything that reads or writes data

## Quick diagnosis
1. Count the connections by state:
   \`\`\`sql
   SELECT state, count(*) FROM pg_stat_activity GROUP BY state;
   \`\`\`
2. Look for queries that have been running for long:
   \`\`\`sql
   SELECT pid, now() - query_start AS runs_for, left(query, 80) AS query
   FROM pg_stat_activity WHERE state <> 'idle' ORDER BY runs_for DESC LIMIT 10;
   \`\`\`

## Remediation
1. **Right away:** end the queries that block the others, by their pid.
   \`\`\`sql
   SELECT pg_terminate_backend(12345);
   \`\`\`
2. **If it persists:** restart the instances of {{component}} one by one, so that they give their connections back.
3. **If it comes back:** lower the pool of each instance, or put a pooler in front.

## Verification
- [ ] Connections are well below the limit
- [ ] No request waits for a connection

## Escalation
- If writes are lost or data looks wrong, stop writes and call whoever owns the database.

## Prevention
- Set a time limit for queries and for idle transactions
- Alert at 80% of the connections
`,
  },
  {
    title: 'A disk or a memory store is full',
    body: `## Symptoms
- Alerts about disk or memory above 90%
- Writes fail, or entries disappear early

## Impact
- What is stored there can’t be saved, or is lost

## Quick diagnosis
1. See what takes the space:
   \`\`\`bash
   df -h && du -xh --max-depth=1 / 2>/dev/null | sort -h | tail
   \`\`\`
2. Find out what grew, and since when.

## Remediation
1. **Right away:** delete what is certainly not needed, such as old logs. Never delete what you don’t know.
2. **If it persists:** make the disk or the store larger.
3. **If it comes back:** set a time after which entries expire.

## Verification
- [ ] Usage is below 80%
- [ ] A write works

## Escalation
- If data was lost, this is an incident of the gravest severity: name a commander.

## Prevention
- Rotate logs, and let entries expire
- Alert early enough to act during working hours
`,
  },
  {
    title: 'A provider we depend on is down',
    body: `## Symptoms
- Errors only where a provider is called, such as payments, sign-in or email
- The provider’s status page reports an incident

## Impact
- What depends on the provider; everything else works

## Quick diagnosis
1. Read the provider’s status page.
2. Call the provider from outside of your own network, to rule out your side.
3. Check that keys, certificates and quotas are valid.

## Remediation
1. **Right away:** tell customers what doesn’t work. Name the provider only if your rules allow it.
2. **If there is a second provider:** switch over.
3. **If there is none:** fail quickly instead of hanging, keep requests to repeat them later, and leave sessions that exist alone.

## Verification
- [ ] Calls to the provider succeed
- [ ] What was kept has been repeated, once

## Escalation
- If the provider has said nothing for 30 minutes, open a ticket with them and call your contact.

## Prevention
- Time limits and a circuit breaker around each call
- A second provider for what you can’t be without
`,
  },
  {
    title: 'Suspected security incident',
    body: `## Symptoms
- Access that nobody can explain, a leaked key, or data in the wrong place

## Impact
- Unknown at first: treat it as grave until you know better

## Quick diagnosis
1. Write down what was seen, when, and by whom. Change nothing on the systems concerned yet.
2. Keep logs and copies of disks before they are overwritten.

## Remediation
1. **Right away:** revoke the keys and sessions concerned.
2. Cut the system off from the network. Don’t turn it off: its memory is evidence.
3. Give the incident a commander, and tell only those who need to know.
4. Ask whoever is responsible for data protection whether authorities or customers must be told, and by when.

## Verification
- [ ] The way in is closed
- [ ] All keys that could be read there have been replaced

## Escalation
- Always: the person responsible for security, at any hour.

## Prevention
- Short-lived keys, the fewest rights that are enough, and alerts on unusual access
`,
  },
];
