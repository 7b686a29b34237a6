ALTER TABLE `page` ADD `links` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `page` ADD `footer` text;--> statement-breakpoint
ALTER TABLE `page` ADD `theme` text;