import { readPrivateHosts } from '../../domain/network/private-hosts.ts';
import { systemResolver } from '../resolver.node.ts';
import type { SendRequest } from './request.ts';
import { sendFromNode } from './send.node.ts';

/** As the installation is configured. */
export const outgoingFrom = (config: { allowPrivateHosts: string | undefined }): SendRequest =>
  sendFromNode({
    resolve: systemResolver(),
    privateHosts: readPrivateHosts(config.allowPrivateHosts),
  });
