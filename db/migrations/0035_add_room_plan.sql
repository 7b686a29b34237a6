CREATE TABLE `checklist_tick` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	`part` text NOT NULL,
	`item` text NOT NULL,
	`done` integer NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `checklist_tick_incident` ON `checklist_tick` (`incident_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `hypothesis` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	`text` text NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`evidence` text DEFAULT '' NOT NULL,
	`decided_at` integer,
	`decided_by` text,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `hypothesis_incident` ON `hypothesis` (`incident_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `incident_link` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	`kind` text NOT NULL,
	`url` text NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_link_incident` ON `incident_link` (`incident_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `incident_phase` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	`phase` text NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_phase_incident` ON `incident_phase` (`incident_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `incident_timer` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	`action` text NOT NULL,
	`owner` text DEFAULT '' NOT NULL,
	`minutes` integer NOT NULL,
	`due_at` integer NOT NULL,
	`state` text DEFAULT 'running' NOT NULL,
	`ended_at` integer,
	`ended_by` text,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_timer_incident` ON `incident_timer` (`incident_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `nudge_dismissal` (
	`incident_id` text NOT NULL,
	`nudge` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`incident_id`, `nudge`),
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `room_settings` (
	`page_id` text PRIMARY KEY NOT NULL,
	`bridge_url` text DEFAULT '' NOT NULL,
	`chat_url` text DEFAULT '' NOT NULL,
	`checklists` text DEFAULT '{}' NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE cascade
);
