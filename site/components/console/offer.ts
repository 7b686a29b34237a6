import { BLANK } from '../../../api/domain/blank.ts';
import type { State } from '../../../api/domain/incident.ts';
import { byFit, fitOf, type Situation } from '../../../api/domain/template-fit.ts';
import type { Component } from '../../../db/component.ts';
import type { Template } from '../../../db/template.ts';
import type { IncidentRecord } from '../../../db/timeline.ts';
import type { Typed } from './typed.ts';

export type Offer = {
  /** The best fitting first. */
  offered: Template[];
  /** The one in the form; undefined where the author writes freely. */
  chosen: Template | undefined;
  /** Made for this very incident; undefined where none is. */
  best: Template | undefined;
};

/** The templates of a state, for what is affected and how bad it is as the form says now. */
export function offerOf(
  templates: readonly Template[],
  components: readonly Component[],
  {
    state,
    record,
    typed,
    wanted,
  }: {
    state: State;
    record: IncidentRecord | undefined;
    typed: Typed;
    wanted: string;
  },
): Offer {
  const typedIds = components.map(({ id }) => id).filter((id) => typed.value(`c.${id}`) !== '');
  const situation: Situation = {
    componentIds: [...new Set([...(record?.componentIds ?? []), ...typedIds])],
    severity: record ? record.severity : typed.value('severity') || null,
    groupOf: new Map(components.map(({ id, groupId }) => [id, groupId])),
  };
  const offered = byFit(
    templates.filter((one) => one.state === state),
    situation,
  );
  const [first] = offered;
  return {
    offered,
    chosen: wanted === BLANK ? undefined : (offered.find((one) => one.id === wanted) ?? first),
    best: first && fitOf(first, situation) > 0 ? first : undefined,
  };
}
