import { connect } from 'node:tls';

const TIMEOUT = 3000;

/** Whether the host answers a TLS handshake on its port, where a plain connection gets no greeting. */
export const isTlsPort = (url: URL): Promise<boolean> =>
  new Promise((resolve) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || 587;
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: TIMEOUT });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
