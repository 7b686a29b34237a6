CREATE TABLE `pagerduty_event` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`round` integer NOT NULL,
	`action` text NOT NULL,
	`state` text DEFAULT 'waiting' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`leased_until` integer,
	`created_at` integer NOT NULL,
	`done_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pagerduty_event_once` ON `pagerduty_event` (`incident_id`,`round`,`action`);--> statement-breakpoint
CREATE INDEX `pagerduty_event_due` ON `pagerduty_event` (`due_at`,`state`);--> statement-breakpoint
CREATE TABLE `pagerduty_integration` (
	`page_id` text PRIMARY KEY NOT NULL,
	`routing_key` text NOT NULL,
	`region` text DEFAULT 'us' NOT NULL,
	`failed_at` integer,
	`failure` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE cascade
);
