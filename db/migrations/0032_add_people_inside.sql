CREATE TABLE `incident_reader` (
	`incident_id` text NOT NULL,
	`user_id` text NOT NULL,
	`added_by` text NOT NULL,
	`added_at` integer NOT NULL,
	PRIMARY KEY(`incident_id`, `user_id`),
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `incident_reader_user` ON `incident_reader` (`user_id`);--> statement-breakpoint
CREATE TABLE `internal_subscriber` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`user_id` text,
	`viewer_id` text,
	`audience` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`viewer_id`) REFERENCES `viewer`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `internal_subscriber_user` ON `internal_subscriber` (`page_id`,`user_id`,`audience`);--> statement-breakpoint
CREATE UNIQUE INDEX `internal_subscriber_viewer` ON `internal_subscriber` (`page_id`,`viewer_id`,`audience`);--> statement-breakpoint
CREATE TABLE `viewer` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`email` text NOT NULL,
	`source` text NOT NULL,
	`invited_by_name` text,
	`created_at` integer NOT NULL,
	`last_sign_in_at` integer,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `viewer_email` ON `viewer` (`page_id`,`email`);--> statement-breakpoint
CREATE TABLE `viewer_link` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`email` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `viewer_link_tokenHash_unique` ON `viewer_link` (`token_hash`);--> statement-breakpoint
CREATE INDEX `viewer_link_address` ON `viewer_link` (`page_id`,`email`);--> statement-breakpoint
CREATE TABLE `viewer_session` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`viewer_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`viewer_id`) REFERENCES `viewer`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `viewer_session_viewer` ON `viewer_session` (`viewer_id`);--> statement-breakpoint
ALTER TABLE `page` ADD `inside_domains` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `internal_update` ADD `updates_every` integer;