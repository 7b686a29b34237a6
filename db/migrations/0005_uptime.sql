ALTER TABLE `component_interval` ADD `corrected_at` integer;--> statement-breakpoint
ALTER TABLE `component_interval` ADD `note` text;--> statement-breakpoint
ALTER TABLE `page` ADD `weight_major` integer DEFAULT 100 NOT NULL;--> statement-breakpoint
ALTER TABLE `page` ADD `weight_partial` integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE `page` ADD `weight_degraded` integer DEFAULT 0 NOT NULL;