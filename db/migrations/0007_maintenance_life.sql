CREATE TABLE `maintenance_series` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`rule` text NOT NULL,
	`zone` text NOT NULL,
	`first_at` integer NOT NULL,
	`occurrence` text NOT NULL,
	`planned_to` integer NOT NULL,
	`ended_at` integer,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `series_open` ON `maintenance_series` (`page_id`,`ended_at`);--> statement-breakpoint
ALTER TABLE `incident` ADD `zone` text;--> statement-breakpoint
ALTER TABLE `incident` ADD `remind_before` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `incident` ADD `remind_after` integer;--> statement-breakpoint
ALTER TABLE `incident` ADD `verify_before` integer;--> statement-breakpoint
ALTER TABLE `incident` ADD `series_id` text;--> statement-breakpoint
ALTER TABLE `incident_update` ADD `notice` text;