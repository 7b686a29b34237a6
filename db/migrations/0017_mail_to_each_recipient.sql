ALTER TABLE `chunk` ADD `deferred` text;--> statement-breakpoint
ALTER TABLE `chunk` ADD `refused_at` integer;--> statement-breakpoint
ALTER TABLE `lane` ADD `failing_since` integer;--> statement-breakpoint
ALTER TABLE `lane` ADD `failed_at` integer;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `no_such_address` integer DEFAULT 0 NOT NULL;