export const deploymentStarters = [
  {
    title: 'Roll back a bad deployment',
    body: `## Symptoms
- Errors or slow answers that began within two hours after a deployment
- The deployment is marked as a suspect in the incident’s room

## Impact
- Everything that the new version touches

## Quick diagnosis
1. Compare the start of the errors with the times under “Changes before the start”.
2. See which version is running:
   \`\`\`bash
   kubectl rollout history deployment/{{component_slug}}
   \`\`\`
3. Check whether the new version has changed the database’s schema. If so, ask whoever wrote it whether the previous version still runs on it.

## Remediation
1. **Right away:** roll back. Don’t wait until the cause is known.
   \`\`\`bash
   kubectl rollout undo deployment/{{component_slug}}
   \`\`\`
2. **If that is not possible:** turn off the feature that came with it.
3. **Last resort:** fix forward, with a second person who reads the change.
4. Stop further deployments of {{component}} until the cause is known.

## Verification
- [ ] The previous version is running everywhere
- [ ] The error rate is back to where it was before
- [ ] A test as a customer works

## Escalation
- If the errors go on after the rollback, the deployment was not the cause: call the tech lead and go on with the next suspect.

## Prevention
- Deploy to a few servers first, and watch the error rate before going on
- Keep each version able to run on the schema of the one before
`,
  },
  {
    title: 'Turn off a feature',
    body: `## Symptoms
- Errors in one feature, while everything else works
- A feature flag was changed shortly before

## Impact
- Customers who use the feature; after it is off, they do without it

## Quick diagnosis
1. Find the flag of the feature, and who changed it last.
2. Check whether anything else depends on it.

## Remediation
1. **Right away:** turn the flag off for everybody.
2. **If there is no flag:** roll back the deployment that brought the feature.
3. Tell support what customers see now, and for how long.

## Verification
- [ ] The errors have stopped
- [ ] Pages that showed the feature work without it

## Escalation
- If the flag can’t be turned off within 10 minutes, roll back.

## Prevention
- Put new features behind a flag, and try the flag before the release
`,
  },
];
