-- Columns hold tokens with spaces between, made by src/search/: the tokenizer is only to split at spaces and to leave
-- everything else alone, as `ascii` does. The texts themselves are not kept (content=''), rows can be deleted.
CREATE VIRTUAL TABLE live_search USING fts5(
	title, summary, body, filters,
	content='', contentless_delete=1, tokenize='ascii'
);
--> statement-breakpoint
CREATE TABLE `search_words` (
	`word` text NOT NULL,
	`language` text NOT NULL,
	`rest` text NOT NULL,
	`articles` integer NOT NULL,
	PRIMARY KEY(`word`, `language`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `search_words_rest` ON `search_words` (`rest`);
