CREATE TABLE `delivery_attempt` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`notification_id` text,
	`batch_id` text,
	`subscriber_id` text,
	`channel` text NOT NULL,
	`at` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`outcome` text NOT NULL,
	`status` integer,
	`error` text,
	`excerpt` text,
	`next_at` integer
);
--> statement-breakpoint
CREATE INDEX `delivery_attempt_notification` ON `delivery_attempt` (`notification_id`,`at`);--> statement-breakpoint
CREATE INDEX `delivery_attempt_subscriber` ON `delivery_attempt` (`subscriber_id`,`at`);--> statement-breakpoint
CREATE INDEX `delivery_attempt_age` ON `delivery_attempt` (`at`);--> statement-breakpoint
CREATE TABLE `chat_message` (
	`subscriber_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`message_id` text NOT NULL,
	`first_update` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`subscriber_id`, `incident_id`),
	FOREIGN KEY (`subscriber_id`) REFERENCES `subscriber`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `chat_workspace` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`channel` text NOT NULL,
	`external_id` text NOT NULL,
	`name` text NOT NULL,
	`token` text NOT NULL,
	`paused_at` integer,
	`pause_reason` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `chat_workspace_page` ON `chat_workspace` (`page_id`,`channel`);--> statement-breakpoint
CREATE TABLE `signing_secret` (
	`id` text PRIMARY KEY NOT NULL,
	`subscriber_id` text NOT NULL,
	`secret` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	FOREIGN KEY (`subscriber_id`) REFERENCES `subscriber`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `signing_secret_subscriber` ON `signing_secret` (`subscriber_id`);--> statement-breakpoint
ALTER TABLE `chunk` ADD `host_key` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `detail` text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE `page` ADD `privacy_url` text;--> statement-breakpoint
ALTER TABLE `page` ADD `retention_days` integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `channel` text DEFAULT 'email' NOT NULL;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `address` text;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `label` text;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `contact_email` text;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `host_key` text;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `kinds` text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `detail` text DEFAULT 'every' NOT NULL;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `zone` text;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `source` text DEFAULT 'self' NOT NULL;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `consent` text;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `is_list` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `failing_since` integer;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `quarantined_at` integer;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `quarantine_reason` text;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `removed_reason` text;--> statement-breakpoint
CREATE INDEX `subscriber_channel` ON `subscriber` (`page_id`,`channel`,`state`);--> statement-breakpoint
ALTER TABLE `subscription` ADD `target` text DEFAULT 'component' NOT NULL;