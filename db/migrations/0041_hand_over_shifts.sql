CREATE TABLE `shift_check_in` (
	`handover_id` text NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`load` integer NOT NULL,
	`nights` integer NOT NULL,
	`line` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`handover_id`, `user_id`),
	FOREIGN KEY (`handover_id`) REFERENCES `shift_handover`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `shift_handover` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`schedule_id` text NOT NULL,
	`schedule_name` text NOT NULL,
	`zone` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`until` integer NOT NULL,
	`from_ids` text DEFAULT '[]' NOT NULL,
	`to_ids` text DEFAULT '[]' NOT NULL,
	`notes` text DEFAULT '' NOT NULL,
	`notes_by` text DEFAULT '' NOT NULL,
	`accepted_at` integer,
	`accepted_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shift_handover_at` ON `shift_handover` (`schedule_id`,`at`);--> statement-breakpoint
CREATE INDEX `shift_handover_page` ON `shift_handover` (`page_id`,`at`);