CREATE TABLE `draft` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`kind` text NOT NULL,
	`incident_id` text,
	`state` text DEFAULT 'open' NOT NULL,
	`values` text NOT NULL,
	`disputes` text DEFAULT '[]' NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`began_by` text NOT NULL,
	`began_name` text NOT NULL,
	`changed_by` text NOT NULL,
	`changed_name` text NOT NULL,
	`asked` text,
	`back` text,
	`publish_at` integer,
	`publish_zone` text,
	`publish_by` text,
	`outgoing` text,
	`published_as` text,
	`published_name` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `draft_page` ON `draft` (`page_id`,`state`,`updated_at`);--> statement-breakpoint
CREATE TABLE `draft_presence` (
	`draft_id` text NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`since` integer NOT NULL,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`draft_id`, `user_id`),
	FOREIGN KEY (`draft_id`) REFERENCES `draft`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `draft_revision` (
	`draft_id` text NOT NULL,
	`revision` integer NOT NULL,
	`values` text NOT NULL,
	`by` text NOT NULL,
	`press` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`draft_id`, `revision`),
	FOREIGN KEY (`draft_id`) REFERENCES `draft`(`id`) ON UPDATE no action ON DELETE cascade
);
