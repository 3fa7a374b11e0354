-- The document is a literal tsvector of the tokens that src/search/ makes. Lists of matches are kept ready
-- (fastupdate off), so that a search never waits for what other writers have left to do.
CREATE TABLE "live_search" (
	"ordinal" bigint PRIMARY KEY NOT NULL,
	"document" tsvector NOT NULL
);
--> statement-breakpoint
CREATE INDEX "live_search_document" ON "live_search" USING gin ("document") WITH (fastupdate = off);
--> statement-breakpoint
CREATE TABLE "search_words" (
	"word" text COLLATE "C" NOT NULL,
	"language" text COLLATE "C" NOT NULL,
	"rest" text COLLATE "C" NOT NULL,
	"articles" bigint NOT NULL,
	CONSTRAINT "search_words_word_language_pk" PRIMARY KEY("word","language")
);
--> statement-breakpoint
CREATE INDEX "search_words_rest" ON "search_words" ("rest");
