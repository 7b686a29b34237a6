ALTER TABLE `lane` ADD `eased_at` integer;--> statement-breakpoint
ALTER TABLE `lane` ADD `told` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `lane` ADD `refused` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `lane` ADD `opened_at` integer;--> statement-breakpoint
ALTER TABLE `lane` ADD `quota_left` integer;--> statement-breakpoint
ALTER TABLE `lane` ADD `quota_until` integer;--> statement-breakpoint
ALTER TABLE `lane` ADD `checked_at` integer;--> statement-breakpoint
ALTER TABLE `lane` ADD `account_trouble` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `guard` text;--> statement-breakpoint
ALTER TABLE `notification` ADD `started_at` integer;