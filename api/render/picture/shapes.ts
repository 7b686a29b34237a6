import type { ComponentStatus } from '../../domain/status.ts';
import type { Outline, Point } from './outline.ts';

/** The page's shape of each status, in a square of 16: what is filled, and what is taken out of it. */
export const shapes: Record<ComponentStatus, { body: Outline; mark: Outline }> = {
  operational: {
    body: [arc(8, 8, 7)],
    mark: [stroke([4.8, 8.2], [7, 10.4], 1.8), stroke([6.4, 10.6], [11.2, 5.6], 1.8)],
  },
  under_maintenance: {
    body: [rectangle(1, 1, 14, 14)],
    mark: [stroke([5.9, 5.9], [10.1, 10.1], 1.8), stroke([10.1, 5.9], [5.9, 10.1], 1.8)],
  },
  degraded_performance: {
    body: [points([8, 1.2], [15.2, 14], [0.8, 14])],
    mark: [rectangle(7.15, 5.6, 1.7, 4.2), rectangle(7.15, 10.8, 1.7, 1.7)],
  },
  partial_outage: {
    body: [arc(8, 8, 7)],
    mark: [arc(8, 8, 5.2, 0.5, 1.5)],
  },
  major_outage: {
    body: [
      points(
        [5.1, 0.9],
        [10.9, 0.9],
        [15.1, 5.1],
        [15.1, 10.9],
        [10.9, 15.1],
        [5.1, 15.1],
        [0.9, 10.9],
        [0.9, 5.1],
      ),
    ],
    mark: [stroke([5.3, 5.3], [10.7, 10.7], 1.8), stroke([10.7, 5.3], [5.3, 10.7], 1.8)],
  },
};

function points(...given: [number, number][]): Point[] {
  return given.map(([x, y]) => ({ x, y }));
}

export function rectangle(x: number, y: number, width: number, height: number): Point[] {
  return points([x, y], [x + width, y], [x + width, y + height], [x, y + height]);
}

/** From and to in half turns, clockwise from the right. */
function arc(x: number, y: number, radius: number, from = 0, to = 2): Point[] {
  return Array.from({ length: 65 }, (_, i) => {
    const angle = Math.PI * (from + ((to - from) * i) / 64);
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  });
}

function stroke([x0, y0]: [number, number], [x1, y1]: [number, number], width: number): Point[] {
  const half = width / 2 / Math.hypot(x1 - x0, y1 - y0);
  const [dx, dy] = [(y1 - y0) * half, (x0 - x1) * half];
  return points([x0 + dx, y0 + dy], [x1 + dx, y1 + dy], [x1 - dx, y1 - dy], [x0 - dx, y0 - dy]);
}
