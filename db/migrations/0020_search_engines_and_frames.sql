ALTER TABLE `page` ADD `noindex` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `page` ADD `frame_origins` text DEFAULT '[]' NOT NULL;