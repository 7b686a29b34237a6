import { connect } from 'node:tls';

const TIMEOUT = 3000;

/** True when the port expects a TLS handshake: a plain connection gets no greeting there. */
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
