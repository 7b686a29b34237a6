/** What a new runbook begins with: the sections that responders look for. */
export const runbookSkeleton = `## Symptoms
- Alert: \`name_of_the_alert\`
- What customers report

## Impact
- Who notices, and what they can’t do

## Quick diagnosis
1. Check the dashboard: https://example.com/dashboard
2. Run a command:
   \`\`\`bash
   kubectl get pods -l app={{component_slug}}
   \`\`\`
3. What to look for in its output

## Remediation
1. **Right away:** the safest action that brings the service back
2. **If it persists:** what to try next
3. **If it comes back:** what to change for good

## Verification
- [ ] The error rate is back to normal
- [ ] A test as a customer works

## Escalation
- If nothing has helped after 15 minutes, call the team or person who knows more

## Prevention
- What would have stopped this from happening
`;
