CREATE TABLE `inbound_event` (
	`provider` text NOT NULL,
	`event_id` text NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`provider`, `event_id`)
);
--> statement-breakpoint
CREATE TABLE `lane` (
	`channel` text PRIMARY KEY NOT NULL,
	`rate` real,
	`announced` real,
	`tokens` real DEFAULT 1 NOT NULL,
	`refilled_at` integer NOT NULL,
	`raised_at` integer NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`closed_until` integer,
	`closed_since` integer,
	`trouble` text
);
--> statement-breakpoint
ALTER TABLE `notification` ADD `alive_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `notification` ADD `superseded_by` text;--> statement-breakpoint
ALTER TABLE `page` ADD `mail_hold` integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `transient_bounces` integer DEFAULT 0 NOT NULL;