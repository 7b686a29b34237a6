CREATE TABLE `incident_event` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`author` text NOT NULL,
	`at` integer NOT NULL,
	`original_at` integer NOT NULL,
	`pinned` integer DEFAULT false NOT NULL,
	`hidden_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_event_at` ON `incident_event` (`incident_id`,`at`);--> statement-breakpoint
CREATE TABLE `incident_milestone` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`kind` text NOT NULL,
	`level` text,
	`at` integer NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_milestone_incident` ON `incident_milestone` (`incident_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `incident_role` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`role` text NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`assigned_by` text NOT NULL,
	`assigned_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_role_incident` ON `incident_role` (`incident_id`,`assigned_at`);--> statement-breakpoint
CREATE TABLE `internal_update` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`seq` integer NOT NULL,
	`audience` text NOT NULL,
	`current_state` text NOT NULL,
	`what_we_know` text DEFAULT '' NOT NULL,
	`what_we_are_doing` text DEFAULT '' NOT NULL,
	`impact` text DEFAULT '' NOT NULL,
	`next_update_by` integer,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `internal_update_seq` ON `internal_update` (`incident_id`,`seq`);--> statement-breakpoint
CREATE TABLE `obligation` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`within` integer NOT NULL,
	`due_at` integer NOT NULL,
	`level` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`done_at` integer,
	`done_by` text,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `obligation_subject` ON `obligation` (`incident_id`,`kind`);--> statement-breakpoint
CREATE INDEX `obligation_due` ON `obligation` (`due_at`) WHERE state = 'open';--> statement-breakpoint
CREATE TABLE `obligation_step` (
	`id` text PRIMARY KEY NOT NULL,
	`obligation_id` text NOT NULL,
	`level` integer NOT NULL,
	`people` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`obligation_id`) REFERENCES `obligation`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `obligation_step_level` ON `obligation_step` (`obligation_id`,`level`);--> statement-breakpoint
CREATE TABLE `triage_answer` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`field` text NOT NULL,
	`text` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `triage_answer_incident` ON `triage_answer` (`incident_id`,`created_at`);