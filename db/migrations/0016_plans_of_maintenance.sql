ALTER TABLE `incident` ADD `by_hand` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `page` ADD `remind_before` text DEFAULT '[1440]' NOT NULL;