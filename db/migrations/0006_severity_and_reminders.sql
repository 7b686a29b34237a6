CREATE TABLE `reminder` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`due` integer NOT NULL,
	`after` integer NOT NULL,
	`people` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reminder_step` ON `reminder` (`incident_id`,`due`,`after`);--> statement-breakpoint
ALTER TABLE `incident` ADD `lead_id` text;--> statement-breakpoint
ALTER TABLE `incident` ADD `commander_id` text;--> statement-breakpoint
ALTER TABLE `page` ADD `ladder` text;--> statement-breakpoint
ALTER TABLE `page` ADD `escalation` text;