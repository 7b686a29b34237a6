import { readPrivateHosts } from '../../domain/network/private-hosts.ts';
import { systemResolver } from '../resolver.node.ts';
import { probesFromNode } from './probe.node.ts';
import type { Probes } from './probe.ts';
import type { SendRequest } from './request.ts';
import { sendFromNode } from './send.node.ts';

/** As the installation is configured. */
export const outgoingFrom = (config: { allowPrivateHosts: string | undefined }): SendRequest =>
  sendFromNode({
    resolve: systemResolver(),
    privateHosts: readPrivateHosts(config.allowPrivateHosts),
  });

export const probesFrom = (config: { allowPrivateHosts: string | undefined }): Probes =>
  probesFromNode({
    resolve: systemResolver(),
    privateHosts: readPrivateHosts(config.allowPrivateHosts),
  });
