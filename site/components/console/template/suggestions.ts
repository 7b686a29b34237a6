import type { State } from '../../../../api/domain/incident/incident.ts';
import { byFit, fitOf, type Situation } from '../../../../api/domain/template/template-fit.ts';
import type { Component } from '../../../../db/component/component.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import type { Template } from '../../../../db/template/template.ts';
import type { Typed } from '../form/typed.ts';

export type Offer = {
  /** Best match first. */
  offered: Template[];
  /** The template in the form; undefined for “Blank”. */
  chosen: Template | undefined;
  /** The template made for this incident; undefined if there is none. */
  best: Template | undefined;
};

/** Templates of a state for the affected components and severity in the form. */
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
    chosen: offered.find((one) => one.id === wanted),
    best: first && fitOf(first, situation) > 0 ? first : undefined,
  };
}
