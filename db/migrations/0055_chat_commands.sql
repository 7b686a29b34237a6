CREATE TABLE `chat_commands` (
	`page_id` text PRIMARY KEY NOT NULL,
	`signing_secret` text NOT NULL,
	`makes_channels` integer NOT NULL,
	`makes_channels_since` integer NOT NULL,
	`channel_name` text NOT NULL,
	`shared_channel` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `chat_link_code` (
	`hash` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `chat_person` (
	`page_id` text NOT NULL,
	`team_id` text NOT NULL,
	`external_id` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`page_id`, `team_id`, `external_id`),
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `incident_channel` (
	`incident_id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`state` text NOT NULL,
	`workspace_id` text NOT NULL,
	`team_id` text NOT NULL,
	`channel_id` text,
	`name` text NOT NULL,
	`topic` text DEFAULT '' NOT NULL,
	`invited` text DEFAULT '[]' NOT NULL,
	`problem` text,
	`due_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incident_channel_place` ON `incident_channel` (`team_id`,`channel_id`);--> statement-breakpoint
CREATE INDEX `incident_channel_due` ON `incident_channel` (`state`,`due_at`);