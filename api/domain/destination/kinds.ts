import type { DestinationChannel, DestinationKind } from './kind.ts';
import { webhookKind } from './webhook.ts';

/** The channels that are built. Add the kind of a new one here. */
export const destinationKinds: Partial<Record<DestinationChannel, DestinationKind>> = {
  webhook: webhookKind,
};
