ALTER TABLE "live_articles" ADD COLUMN "rendered" text COLLATE "C";--> statement-breakpoint
CREATE INDEX "live_articles_translation" ON "live_articles" USING btree ("translation_of_id");