CREATE TABLE `host_state` (
	`channel` text NOT NULL,
	`host_key` text NOT NULL,
	`failures` integer NOT NULL,
	`failing_since` integer NOT NULL,
	`closed_until` integer,
	PRIMARY KEY(`channel`, `host_key`)
);
--> statement-breakpoint
CREATE INDEX `chunk_host` ON `chunk` (`channel`,`host_key`) WHERE state = 'ready' and host_key is not null;