CREATE TABLE `action_item` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`owner_id` text,
	`owner_name` text DEFAULT '' NOT NULL,
	`due_at` integer,
	`ticket_url` text DEFAULT '' NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`origin` text,
	`created_by` text NOT NULL,
	`closed_by` text,
	`closed_at` integer,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `action_item_page` ON `action_item` (`page_id`,`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `action_item_incident` ON `action_item` (`incident_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `action_item_origin` ON `action_item` (`page_id`,`origin`) WHERE origin is not null;--> statement-breakpoint
CREATE TABLE `review` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`state` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`values` text DEFAULT '{}' NOT NULL,
	`sources` text DEFAULT '[]' NOT NULL,
	`public_body` text DEFAULT '' NOT NULL,
	`return_note` text DEFAULT '' NOT NULL,
	`started_by` text NOT NULL,
	`submitted_by_id` text,
	`submitted_by` text,
	`submitted_at` integer,
	`approved_by` text,
	`approved_at` integer,
	`published_by` text,
	`published_at` integer,
	`revision` integer DEFAULT 1 NOT NULL,
	`updated_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `review_incidentId_unique` ON `review` (`incident_id`);--> statement-breakpoint
CREATE INDEX `review_page` ON `review` (`page_id`,`state`);--> statement-breakpoint
CREATE TABLE `review_revision` (
	`review_id` text NOT NULL,
	`revision` integer NOT NULL,
	`values` text NOT NULL,
	`public_body` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`review_id`, `revision`),
	FOREIGN KEY (`review_id`) REFERENCES `review`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `review_settings` (
	`page_id` text PRIMARY KEY NOT NULL,
	`due_hours` text DEFAULT '{}' NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE cascade
);
