import type { ComponentStatus } from '../../domain/component/status.ts';

/** Texts of a problem; `%` is the name of the affected component. */
export type OutageTexts = {
  name: string;
  status: ComponentStatus;
  /** Investigating, identified, monitoring, resolved. */
  texts: [string, string, string, string];
};

export const outageTexts: OutageTexts[] = [
  {
    name: '%: slow answers',
    status: 'degraded_performance',
    texts: [
      'Since a few minutes ago % has been answering slowly. Requests succeed, but can take up to ten seconds. We’re investigating the cause.',
      'A report that ran at an unusual hour kept the database busy. We have stopped it and are waiting for the backlog to clear.',
      'Response times are back to normal. We’re monitoring them for the next half hour.',
      'Response times are back to normal. No data was lost; you can resend requests that timed out.',
    ],
  },
  {
    name: '%: errors for some customers',
    status: 'partial_outage',
    texts: [
      'About one in five customers gets an error from %. Trying again often helps. We are looking into it.',
      'One of our servers kept an outdated configuration after this morning’s change. We are taking it out of service.',
      'The faulty server is out of service and errors have stopped. We are watching closely.',
      'All customers can use % again. We will check configurations by machine before a server takes traffic.',
    ],
  },
  {
    name: '% is not available',
    status: 'major_outage',
    texts: [
      '% cannot be reached at the moment. Our engineers are on it, and we will write again within half an hour.',
      'A power fault at our hosting provider took down more machines than our reserve can carry. We are starting others elsewhere.',
      '% is back for everybody. It may feel slow while caches fill up.',
      'The outage is over. We are reviewing with the provider why the second power line did not take over.',
    ],
  },
  {
    name: '%: delayed by up to an hour',
    status: 'degraded_performance',
    texts: [
      'Background jobs of % are running late. Nothing is lost.',
      'A very large batch is holding up everyone behind it. We are moving it to a queue of its own.',
      'The queue is moving again and should be empty within the hour.',
      'The backlog is cleared. Large batches now have a queue of their own.',
    ],
  },
  {
    name: '%: expired certificate',
    status: 'partial_outage',
    texts: [
      'Some programs refuse to connect to % because of a certificate. Browsers are not affected.',
      'An intermediate certificate expired overnight. We are installing its successor.',
      'The new certificate is in place. Programs work again once they reconnect.',
      'All connections succeed. We now get an alert 30 days before a certificate expires.',
    ],
  },
  {
    name: '%: intermittent timeouts',
    status: 'partial_outage',
    texts: [
      'A share of the calls to % ends in a timeout. We see it too and are narrowing it down.',
      'A network path between two of our sites drops packets. We are sending traffic around it.',
      'Traffic takes another path now, and timeouts are gone. The provider is repairing the line.',
      'The line is repaired, and traffic is back on its usual path.',
    ],
  },
  {
    name: '%: wrong times shown',
    status: 'degraded_performance',
    texts: [
      '% shows times that are an hour off for some countries. What is stored is correct.',
      'A list of time zones was older than this week’s change of clocks. We are rolling out the new one.',
      'Times are right again on every page that we have checked.',
      'Times are right everywhere. The list of time zones now updates itself.',
    ],
  },
  {
    name: '%: failing after a release',
    status: 'major_outage',
    texts: [
      'Since our last release, % has been failing for almost everyone. We’re rolling the release back.',
      'The release ran into data that our tests didn’t cover. We’re rolling back to the previous version.',
      'The previous version is running and % works. We’re checking what happened in the meantime.',
      '% is working normally again. We’ll release the change again once our tests cover this kind of data.',
    ],
  },
  {
    name: '%: limited by a supplier',
    status: 'degraded_performance',
    texts: [
      'A supplier behind % answers only part of our calls. We retry automatically, so things take longer.',
      'The supplier has confirmed a fault on their side. Where we can, we use our second supplier.',
      'The supplier reports a repair, and our calls go through at the first attempt.',
      'Calls have gone through without a retry for an hour, so we consider this closed.',
    ],
  },
  {
    name: '%: sign-ups and changes not saved',
    status: 'partial_outage',
    texts: [
      'Some changes made through % are not saved, and an error says so. Reading works as usual.',
      'A disk of the primary database filled up. We are moving to a larger one.',
      'Changes are saved again. Please repeat those that ended with an error.',
      'The database now has room for a year, and we’re alerted when half of it is used.',
    ],
  },
];

/** Scheduled, in progress, verifying, completed. */
export const works: { name: string; texts: [string, string, string, string] }[] = [
  {
    name: '%: database upgrade',
    texts: [
      'We will move % to a newer database. For a few minutes in this window changes cannot be saved.',
      'The upgrade has begun. Reading works; saving may fail for a few minutes.',
      'The new database is in use and we are comparing its answers with the old one’s.',
      'The upgrade is complete, within the announced window.',
    ],
  },
  {
    name: '%: network work at our main site',
    texts: [
      'Routers in front of % will be replaced. We expect two interruptions of under a minute.',
      'The first router is being replaced now.',
      'Both routers are in place; we are testing each path.',
      'The work is done and every path has been tested.',
    ],
  },
  {
    name: '%: move to new machines',
    texts: [
      '% moves to new machines. You should notice nothing; if you do, it will be in this window.',
      'We are moving traffic over, a tenth at a time.',
      'All traffic is on the new machines. The old ones stand by for an hour.',
      'The move is complete and the old machines are switched off.',
    ],
  },
];

/** The third and fourth update of the open incident. */
export const stillOpen = {
  identified:
    'We’ve identified the cause: a storage node answers too slowly and holds up its neighbors. We are taking it out of service.',
  update:
    'Half of the data has moved to other nodes and errors are decreasing. The rest will take a little longer.',
};

export const named = (text: string, component: string): string => text.replaceAll('%', component);
