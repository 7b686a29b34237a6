CREATE TABLE `drill` (
	`incident_id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`scenario` text NOT NULL,
	`summary` text DEFAULT '' NOT NULL,
	`debrief` text DEFAULT '' NOT NULL,
	`goals` text DEFAULT '[]' NOT NULL,
	`speed` integer DEFAULT 1 NOT NULL,
	`participants` text DEFAULT '[]' NOT NULL,
	`started_by` text NOT NULL,
	`started_at` integer NOT NULL,
	`stopped_by` text,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `drill_page` ON `drill` (`page_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `drill_step` (
	`id` text PRIMARY KEY NOT NULL,
	`incident_id` text NOT NULL,
	`position` integer NOT NULL,
	`kind` text NOT NULL,
	`sender` text DEFAULT '' NOT NULL,
	`text` text NOT NULL,
	`due_at` integer NOT NULL,
	`played_at` integer,
	FOREIGN KEY (`incident_id`) REFERENCES `drill`(`incident_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `drill_step_position` ON `drill_step` (`incident_id`,`position`);--> statement-breakpoint
CREATE INDEX `drill_step_due` ON `drill_step` (`due_at`) WHERE played_at is null;--> statement-breakpoint
CREATE TABLE `incident_handover` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`state` text NOT NULL,
	`from_id` text NOT NULL,
	`from_name` text NOT NULL,
	`to_id` text NOT NULL,
	`to_name` text NOT NULL,
	`roles` text DEFAULT '[]' NOT NULL,
	`status` text DEFAULT '' NOT NULL,
	`severity` text DEFAULT '' NOT NULL,
	`happened` text DEFAULT '' NOT NULL,
	`tried` text DEFAULT '' NOT NULL,
	`learned` text DEFAULT '' NOT NULL,
	`hypotheses` text DEFAULT '' NOT NULL,
	`next_steps` text DEFAULT '' NOT NULL,
	`contacts` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`ended_by` text,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_handover_incident` ON `incident_handover` (`incident_id`,`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `incident_handover_offered` ON `incident_handover` (`incident_id`,`from_id`) WHERE state = 'offered';--> statement-breakpoint
ALTER TABLE `incident` ADD `drill` integer DEFAULT false NOT NULL;