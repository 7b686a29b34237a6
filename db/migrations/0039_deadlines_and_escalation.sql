CREATE TABLE `escalation_policy` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`name` text NOT NULL,
	`levels` text NOT NULL,
	`repeats` integer DEFAULT 0 NOT NULL,
	`repeat_after` integer DEFAULT 30 NOT NULL,
	`severities` text DEFAULT '[]' NOT NULL,
	`components` text DEFAULT '[]' NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `escalation_policy_page` ON `escalation_policy` (`page_id`);--> statement-breakpoint
CREATE TABLE `incident_escalation` (
	`incident_id` text PRIMARY KEY NOT NULL,
	`business_impact` integer DEFAULT false NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `obligation_answer` (
	`obligation_id` text NOT NULL,
	`round` integer NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`obligation_id`, `round`, `user_id`),
	FOREIGN KEY (`obligation_id`) REFERENCES `obligation`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `page` ADD `working_hours` text;--> statement-breakpoint
ALTER TABLE `obligation` ADD `title` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `obligation` ADD `responsible` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `obligation` ADD `about_incident_id` text REFERENCES incident(id) ON DELETE cascade;--> statement-breakpoint
ALTER TABLE `obligation` ADD `deadline` integer;--> statement-breakpoint
ALTER TABLE `obligation` ADD `policy_id` text;--> statement-breakpoint
ALTER TABLE `obligation` ADD `escalated_at` integer;--> statement-breakpoint
ALTER TABLE `obligation` ADD `escalated_by` text;--> statement-breakpoint
ALTER TABLE `obligation` ADD `escalated_by_id` text;--> statement-breakpoint
CREATE INDEX `obligation_page` ON `obligation` (`page_id`) WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX `obligation_incident` ON `obligation` (`about_incident_id`) WHERE about_incident_id is not null;--> statement-breakpoint
ALTER TABLE `obligation_step` ADD `acknowledged_by` text DEFAULT 'any' NOT NULL;