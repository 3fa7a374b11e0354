CREATE TABLE `related_postings` (
	`number` integer NOT NULL,
	`ordinal` integer NOT NULL,
	PRIMARY KEY(`number`, `ordinal`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `related_samples` (
	`language` text NOT NULL,
	`rank` integer NOT NULL,
	`ordinal` integer NOT NULL,
	`terms` text NOT NULL,
	PRIMARY KEY(`language`, `rank`, `ordinal`)
);
--> statement-breakpoint
CREATE TABLE `related_statistics` (
	`language` text PRIMARY KEY NOT NULL,
	`version` text NOT NULL,
	`articles` integer NOT NULL,
	`below_rank` integer NOT NULL,
	`terms` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `related_vectors` (
	`ordinal` integer PRIMARY KEY NOT NULL,
	`terms` text NOT NULL,
	`shingles` integer NOT NULL,
	`sketch` text NOT NULL,
	`filed` text NOT NULL
);
