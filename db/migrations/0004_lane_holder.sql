ALTER TABLE `lane` ADD `holder` text;--> statement-breakpoint
ALTER TABLE `lane` ADD `holder_until` integer;